/**
 * Processes as the system has them: who a pid is, so that it is known again after a restart of the agent; signals.
 *
 * Touches /proc for reading, and processes that bear our mark. A pid alone says little: numbers are used again, so one
 * is known by when it began, and by the boot in which it did.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** A process that began once, and no other. `start` counts from the boot of the machine. */
export interface Born { readonly pid: number, readonly start: string, readonly boot: string }

/** The variable by which a process is found whose pid was not written down in time. */
export const MARK = 'HIVEMIND_PROCESS_HOME'

const text = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1')
  } catch { return null }
}

/** Names this boot of the machine; empty where the system does not tell. */
const bootOf = (): string => text('/proc/sys/kernel/random/boot_id')?.trim() ?? ''

/** Fields of /proc/PID/stat behind the name, which may hold anything (proc(5)); null when nothing lives there. */
function statOf (pid: number): readonly string[] | null {
  const found = text(`/proc/${pid}/stat`)
  if (found === null) return null
  const fields = found.slice(found.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? null : fields
}

const hasProc = text('/proc/self/stat') !== null

/** Who a pid is now; null when nobody. Where there is no /proc, it is known by its number alone. */
export function bornAs (pid: number): Born | null {
  if (!hasProc) return isThere(pid) ? { pid, start: '', boot: '' } : null
  const fields = statOf(pid)
  return fields === null ? null : { pid, start: fields[19] ?? '', boot: bootOf() }
}

function isThere (pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM' }
}

/** Whether a process that was written down lives. */
export function lives ({ pid, start, boot }: Born): boolean {
  const now = bornAs(pid)
  return now !== null && now.start === start && now.boot === boot
}

/** Find the leader of a group that was started with a home, when its pid is not known. */
export function foundWith (home: string): Born | null {
  if (!hasProc) return null
  const mark = `${MARK}=${home}`
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid <= 1) continue
    if (text(`/proc/${pid}/environ`)?.split('\0').includes(mark) !== true) continue
    if (statOf(pid)?.[2] === name) return bornAs(pid)
  }
  return null
}

/** Signal a process with all that it started, as far as they are of its group. @returns why not, or empty */
export function signal ({ pid }: Born, name: NodeJS.Signals): string {
  try {
    process.kill(-pid, name)
    return ''
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ESRCH' ? '' : `${name} could not be sent: ${code}`
  }
}
