/**
 * Watching an update of a role until it is over, or stops where it does not work.
 *
 * Touches the agent and the clock; the update goes on when nobody watches any more.
 */
import type { Role } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { type Context, pause, throwIfStopped } from './context.ts'
import { refuse } from './errors.ts'

const AGAIN_MS = 200

/**
 * Say whose turn it is whenever that changes.
 *
 * @param waitMs - longest wait; for ever when undefined
 * @returns ok when all have it, partial when it stopped
 * @throws {HivemindError} HIVE_CLI_WAIT_OVER, HIVE_CLI_INTERRUPTED: the update goes on
 */
export async function followUpdate (context: Context, name: string, waitMs: number | undefined): Promise<ExitCode> {
  const { talk, world: { stop } } = context
  const hint = `It goes on by itself; watch it again: hivemind role update ${name}; or end it: hivemind role update ${name} --abort.`
  const end = performance.now() + (waitMs ?? Number.POSITIVE_INFINITY)
  for (let said = ''; ;) {
    const role = await shown(context, name)
    if (role?.update === null) {
      talk.done(`${name} is ${role.version} on ${role.holdingCount} members`)
      return EXIT.ok
    }
    if (role?.update?.failed != null) {
      const { member, problem } = role.update.failed
      talk.failed(`${name} ${role.update.version} does not work on ${member}, which is back at ${role.version}: ${problem}`)
      talk.hint(`mend it, then: hivemind role update ${name} --resume; or: hivemind role update ${name} --abort`)
      return EXIT.partial
    }
    const now = progress(role)
    if (now !== said) talk.say(now)
    said = now
    if (performance.now() > end)
      throw new HivemindError(refuse('HIVE_CLI_WAIT_OVER', `${name} is not updated yet`, { hint }))
    await pause(AGAIN_MS, stop)
    throwIfStopped(stop, hint)
  }
}

/** Null when it could not be learned just now, as during an election. */
async function shown (context: Context, name: string): Promise<Role | null> {
  try {
    return (await (await context.client()).call('role-show', { params: { name } })).item
  } catch (error) {
    if (error instanceof HivemindError && error.refusal.retry !== 'no') return null
    throw error
  }
}

function progress (role: Role | null): string {
  if (role?.update == null) return 'no answer just now'
  const { done, left, turn, version } = role.update
  return `${role.name} ${version}: ${done} of ${done + left} members have it; it is the turn of ${turn ?? 'nobody'}`
}
