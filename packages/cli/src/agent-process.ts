/**
 * The agent as a process of its own: its settings file, its start, its end. Never imported, only started.
 *
 * Touches the data directory (agent.json, join-token, agent.log) and processes; signals only a pid that is proved to be
 * that agent.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT, HivemindError, type Refusal } from '@hivemind/base'
import { ALLOCATOR, engineFlags } from './engine-flags.ts'
import { refuse } from './errors.ts'

/** `agent.json`, the contract with `@hivemind/agent`'s main. */
export interface AgentSettings {
  readonly name: string
  readonly listen: readonly string[]
  readonly tickMs?: number
  readonly retainEntries?: number
  readonly logLevel?: string
  readonly start:
    | { readonly type: 'init', readonly cluster: string }
    | {
        readonly type: 'join'
        readonly peers: readonly string[]
        readonly voter: boolean
        readonly replaces?: boolean
        readonly tokenFile?: string
      }
}

/** An agent that was started and may have ended. */
export interface Started {
  readonly pid: number
  readonly ended: () => { readonly code: number | null, readonly signal: NodeJS.Signals | null } | null
  readonly whenEnded: Promise<void>
}

const file = (dataDir: string, name: string): string => join(dataDir, name)
/** Last words of an agent whose identity the cluster never admits again. */
const GONE: ReadonlySet<string> = new Set(['HIVE_MEMBER_LEFT', 'HIVE_MEMBER_CUT', 'HIVE_MEMBER_REMOVED'])
/** Last words of a member that is none any more. */
const FENCED: ReadonlySet<string> = new Set(['HIVE_MEMBER_LEFT', 'HIVE_MEMBER_CUT'])
/** A unix socket's path has at most 107 bytes on Linux, 103 on macOS. */
const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103

/**
 * Write the settings of an agent that has never run here, and its token beside them, readable by its owner only.
 *
 * @throws {HivemindError} HIVE_CLI_TAKEN when an agent lives here, HIVE_CLI_USAGE when the path is too long for a
 * socket
 */
export function settle (dataDir: string, settings: AgentSettings, token: string | null): void {
  const socket = file(dataDir, 'agent.sock')
  if (Buffer.byteLength(socket) > SOCKET_PATH_BYTES_MAX) {
    throw new HivemindError(
      refuse(
        'HIVE_CLI_USAGE',
        `${socket} has ${Buffer.byteLength(socket)} bytes; a unix socket's path has at most ${SOCKET_PATH_BYTES_MAX}`,
        { hint: 'Choose a shorter --data-dir.' }
      )
    )
  }
  refuseTaken(dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  rmSync(file(dataDir, 'last-error.json'), { force: true })
  if (token !== null) writePrivately(file(dataDir, 'join-token'), `${token}\n`)
  writePrivately(file(dataDir, 'agent.json'), `${JSON.stringify(settings, null, 2)}\n`)
}

/**
 * A directory that is an agent's already is no newcomer's: whatever it is told to join, it has a cluster.
 *
 * @throws {HivemindError} HIVE_CLI_TAKEN
 */
export function refuseTaken (dataDir: string): void {
  const pid = runningPid(dataDir)
  if (pid !== null)
    throw new HivemindError(
      refuse('HIVE_CLI_TAKEN', `an agent runs in ${dataDir} already, pid ${pid}`, {
        hint: `Talk to it with: hivemind status --data-dir ${dataDir}`
      })
    )
  const last = lastError(dataDir)
  if (last !== null && GONE.has(last.code)) {
    throw new HivemindError(
      refuse('HIVE_CLI_TAKEN', `the identity in ${dataDir} does not come back: ${last.message}`, {
        hint: 'Choose an empty --data-dir: the machine joins again as a new one.'
      })
    )
  }
  if (wasMember(dataDir) || (existsSync(file(dataDir, 'agent.json')) && last === null)) {
    throw new HivemindError(
      refuse(
        'HIVE_CLI_TAKEN',
        `${dataDir} belongs to an agent already: it has ${wasMember(dataDir) ? 'been a member of a cluster' : 'an agent.json'}`,
        { hint: `Start that agent with: hivemind agent start --data-dir ${dataDir}; or choose an empty directory.` }
      )
    )
  }
}

/**
 * A member that left or was removed does not come back under its identity, whatever happens meanwhile: its agent would
 * only be told so again.
 *
 * @throws {HivemindError} the agent's own last word, exit 79; nothing was changed
 */
export function refuseGone (dataDir: string): void {
  const last = lastError(dataDir)
  if (last === null || !FENCED.has(last.code) || !wasMember(dataDir)) return
  const hint = 'Join as a new machine: hivemind join ADDR --token TOKEN with an empty --data-dir.'
  throw new HivemindError({ ...last, exit: EXIT.fenced, hint })
}

/** Take back what `settle` wrote, when the agent could not become a member: the next try begins anew. */
export function unsettle (dataDir: string): void {
  if (wasMember(dataDir)) return
  for (const name of ['agent.json', 'join-token']) rmSync(file(dataDir, name), { force: true })
}

/** True once the agent of a directory was admitted to a cluster: its memory is worth something from then on. */
const wasMember = (dataDir: string): boolean => existsSync(file(dataDir, 'member.json'))

function writePrivately (path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`
  rmSync(beside, { force: true })
  writeFileSync(beside, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(beside, path)
}

/** The settings an agent was given here. */
export function settingsOf (dataDir: string): AgentSettings {
  const path = file(dataDir, 'agent.json')
  if (!existsSync(path)) throw new HivemindError(refuse('HIVE_CLI_CONFIGURATION', `${path} does not exist`))
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as AgentSettings
  } catch (cause) {
    throw new HivemindError(refuse('HIVE_CLI_CONFIGURATION', `${path} cannot be read: ${(cause as Error).message}`), {
      cause
    })
  }
}

/** Have an agent listen elsewhere from its next start on; its peers learn that by themselves. */
export function listenOn (dataDir: string, listen: readonly string[]): void {
  writePrivately(file(dataDir, 'agent.json'), `${JSON.stringify({ ...settingsOf(dataDir), listen }, null, 2)}\n`)
}

/** Program and words that run an agent: the same Node, the sources when we run from sources. */
function agentWords (dataDir: string): string[] {
  const main = fileURLToPath(import.meta.resolve('@hivemind/agent/main'))
  const sources = main.endsWith('.ts') ? ['--conditions=hivemind-src'] : []
  return [...sources, ...engineFlags(dataDir), main, 'run', '--data-dir', dataDir]
}

/** Start the agent of a data directory, detached; its words go to agent.log. It outlives us. */
export function startAgent (dataDir: string): Started {
  rmSync(file(dataDir, 'last-error.json'), { force: true })
  const log = openSync(file(dataDir, 'agent.log'), 'a', 0o600)
  try {
    const child = spawn(process.execPath, agentWords(dataDir), {
      detached: true,
      stdio: ['ignore', log, log],
      env: agentEnvironment()
    })
    child.unref()
    return watched(child)
  } finally {
    closeSync(log)
  }
}

/** Run the agent here, on our streams, until it ends; signals that reach us reach it. */
export async function runAgent (
  dataDir: string, stop: AbortSignal, { trace }: { readonly trace?: string | undefined } = {}
): Promise<number> {
  const more = ['--foreground', ...(trace === undefined ? [] : ['--trace', trace])]
  const child = spawn(process.execPath, [...agentWords(dataDir), ...more], {
    stdio: 'inherit',
    env: agentEnvironment()
  })
  const started = watched(child)
  // A terminal's Ctrl-C has reached the agent by itself; without a terminal it is ours to pass on.
  stop.addEventListener('abort', () => {
    if (process.stdin.isTTY !== true || stop.reason !== 'SIGINT') child.kill('SIGTERM')
  })
  await started.whenEnded
  const end = started.ended()
  return end?.code ?? (end?.signal === 'SIGINT' ? 130 : 1)
}

function agentEnvironment (): NodeJS.ProcessEnv {
  const { HIVEMIND_ADDR: _addr, HIVEMIND_DATA_DIR: _dir, ...env } = process.env
  return { ...ALLOCATOR, ...env }
}

function watched (child: ChildProcess): Started {
  let end: { code: number | null, signal: NodeJS.Signals | null } | null = null
  const whenEnded = new Promise<void>(resolve => {
    child.once('exit', (code, signal) => {
      end = { code, signal }
      resolve()
    })
    child.once('error', () => {
      end = { code: 1, signal: null }
      resolve()
    })
  })
  return { pid: child.pid ?? 0, ended: () => end, whenEnded }
}

/** Why the agent of this directory ended last, if it left word. */
export function lastError (dataDir: string): Refusal | null {
  try {
    const found = JSON.parse(readFileSync(file(dataDir, 'last-error.json'), 'utf8')) as Partial<Refusal>
    if (typeof found.code !== 'string' || typeof found.message !== 'string' || typeof found.exit !== 'number')
      return null
    return {
      hint: `Read ${file(dataDir, 'agent.log')}.`,
      status: 500,
      changed: 'no',
      retry: 'no',
      ...found
    } as Refusal
  } catch {
    return null
  }
}

/** The refusal to show for an agent that ended while it was waited for. */
export function deathOf (dataDir: string, started: Started): Refusal {
  const told = lastError(dataDir)
  if (told !== null) return told
  const end = started.ended()
  const how = end?.signal == null ? `with exit code ${end?.code}` : `by ${end.signal}`
  return refuse('HIVE_CLI_AGENT_DIED', `the agent in ${dataDir} ended ${how}${lastWords(dataDir)}`, {
    hint: `Read the last lines of ${file(dataDir, 'agent.log')}.`
  })
}

function lastWords (dataDir: string): string {
  try {
    const lines = readFileSync(file(dataDir, 'agent.log'), 'utf8').trimEnd().split('\n').slice(-20)
    const line = lines.findLast(text => /^(error|\w*Error)\b/.test(text)) ?? lines.at(-1) ?? ''
    return line === '' ? '' : `: ${line.slice(0, 400)}`
  } catch {
    return ''
  }
}

/**
 * Pid of the agent that runs in a directory, or null. A pid file left behind, or one whose pid is another program's by
 * now, is no agent.
 */
export function runningPid (dataDir: string): number | null {
  let pid: number
  try {
    pid = Number.parseInt(readFileSync(file(dataDir, 'agent.pid'), 'utf8'), 10)
  } catch {
    return null
  }
  return pid > 1 && isAgentOf(dataDir, pid) ? pid : null
}

/** True when the process runs an agent on exactly this directory. */
export function isAgentOf (dataDir: string, pid: number): boolean {
  try {
    process.kill(pid, 0)
    const words = process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim().split(/\s+/)
    const at = words.indexOf('--data-dir')
    return words.includes('run') && at !== -1 && words[at + 1] === dataDir
  } catch {
    return false
  }
}
