/**
 * Who may write in the name of a role's holder.
 *
 * Pure.
 */
import type { Refusal } from '@hivemind/base'
import { type Draft, refusalOf } from '@hivemind/control'
import type { Asker, Kernel } from './state.ts'

/** What a member writes of its own roles. */
const OWN: ReadonlySet<string> = new Set(['role-wrote', 'role-update-reported', 'task-begun', 'task-reported'])

/** A role writes through the agent that runs it: nobody writes in the name of another member's. */
export function writerRefused (kernel: Kernel, asker: Asker, draft: Draft): Refusal | null {
  // Who leads knows by its own clock what is due; nobody else's is asked.
  if (draft.type === 'cron-ticked' && asker.type === 'peer')
    return refusalOf('HIVE_FACT_RESERVED', 'the leader says itself what is due')
  if (!OWN.has(draft.type) || asker.type === 'own') return null
  const from = asker.type === 'peer' ? asker.peer : kernel.self
  const { member } = (draft.body ?? {}) as { readonly member?: unknown }
  return member === from
    ? null
    : refusalOf('HIVE_FACT_RESERVED', `${from} writes as a role of ${JSON.stringify(member)?.slice(0, 140) ?? 'nobody'}`)
}
