/** Waiting until a member votes, or no longer votes. Touches the clock. */
import type { Client } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import { type Context, pause, throwIfStopped } from './context.ts'
import { showCount, showDuration } from './duration.ts'
import { refuse } from './errors.ts'

const AGAIN_MS = 150

/**
 * Wait until the Raft configuration has a member as a voter, or does not have it at all.
 *
 * @throws {HivemindError} HIVE_CLI_WAIT_OVER or HIVE_CLI_INTERRUPTED; the change goes on
 */
export async function waitForPart (
  context: Context,
  client: Client,
  member: { id: string, name: string },
  wanted: 'voter' | 'none',
  waitMs: number
): Promise<void> {
  const goesOn = 'The change goes on by itself; look at it with: hivemind cp peers -w'
  const until = performance.now() + waitMs
  const began = performance.now()
  for (;;) {
    const part = await partOf(client, member.id)
    if (part !== null && part.raft === wanted) break
    context.talk.doing(`${member.name}: ${describe(part, wanted)}`)
    if (performance.now() > until)
      throw new HivemindError(
        refuse('HIVE_CLI_WAIT_OVER', `${member.name} is not there yet after ${showDuration(waitMs)}`, { hint: goesOn })
      )
    await pause(AGAIN_MS, context.world.stop)
    throwIfStopped(context.world.stop, goesOn)
  }
  context.talk.done(`${member.name} ${wanted === 'voter' ? 'votes' : 'votes no longer'}, after ${showDuration(performance.now() - began)}`)
}

interface Part { readonly raft: 'voter' | 'learner' | 'none', readonly lag: number | null }

/** Null when it could not be learned just now, as during an election. */
async function partOf (client: Client, id: string): Promise<Part | null> {
  try {
    const { items } = await client.call('control-plane-list')
    const peer = items.find(each => each.id === id)
    return peer === undefined ? { raft: 'none', lag: null } : { raft: peer.raft, lag: peer.lag }
  } catch (error) {
    if (error instanceof HivemindError && error.refusal.retry === 'yes') return null
    throw error
  }
}

function describe (part: Part | null, wanted: 'voter' | 'none'): string {
  if (part === null) return 'no answer just now'
  if (wanted === 'none') return `still ${part.raft === 'none' ? 'listed' : `a ${part.raft}`}`
  if (part.raft === 'learner') return `catches up${part.lag === null ? '' : `, ${showCount(part.lag)} entries to go`}`
  return 'waits to be added'
}
