/**
 * When a node that lost a part of its log may vote again. Protocol-aware recovery, Alagappan et al. 2018.
 *
 * Pure. It may have acknowledged the lost entries, and some may be committed because it did. It holds all of those
 * again once it durably holds a committed entry at or past the last one lost, or of a later term: every committed
 * entry of an earlier term comes before that in the log. Until then it does not campaign, and votes only for a log that
 * reaches that far (voting.ts), so that no leader is elected without them. It does follow and acknowledge: what it says
 * it holds, it holds.
 */
import { index } from '@hivemind/base'
import { termIn } from './log.ts'
import type { Raft } from './state.ts'
import type { Turn } from './turn.ts'

/** End the repair when the log is whole. */
export function mend (raft: Raft, turn: Turn): void {
  if (raft.repair === null) return
  const held = index(Math.min(raft.commit, raft.persisted))
  if (held < raft.repair.index && (termIn(raft.log, held) ?? 0) <= raft.repair.term) return
  raft.repair = null
  turn.effects.push({ type: 'repaired', lane: 'early', index: held })
}
