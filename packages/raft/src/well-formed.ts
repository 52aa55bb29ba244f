/**
 * Whether a message could have come from a node that keeps the rules. What could not is dropped before it is read.
 *
 * Pure. The wire bounds sizes and types; this bounds meaning, so that nothing behind this door meets a gap, a term
 * that falls along a log, or a number that is none.
 */
import { isConfiguration } from './configuration.ts'
import type { Message } from './input.ts'
import type { Entry } from './state.ts'

/** Terms and indexes stay far from where numbers lose precision, so that counting up is always exact. */
const COUNT_MAX = 2 ** 52

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= COUNT_MAX

const areCounts = (...counts: readonly number[]): boolean => counts.every(isCount)

export function isWellFormed (message: Message): boolean {
  if (!isCount(message.term) || message.term === 0) return false
  switch (message.type) {
    case 'vote-request':
      return areCounts(message.lastIndex, message.lastTerm, message.commit) && message.lastTerm < message.term
    case 'append-request':
      return isCount(message.commit) && follows(message)
    case 'log-tail':
      return follows(message)
    case 'append-reply':
      return areCounts(message.index, message.rejected, message.hintTerm)
    case 'heartbeat':
      return areCounts(message.commit, message.context, message.transfersOver, message.lease, message.next ?? 0)
    case 'heartbeat-reply':
      return areCounts(message.context, message.lease)
    case 'snapshot-offer':
      return areCounts(message.index, message.lastTerm) && message.lastTerm <= message.term
    case 'timeout-now':
      return isCount(message.number)
    case 'vote-reply': return true
  }
}

/** Whether entries come after their predecessor one by one, and no term falls or is later than the sender's. */
function follows ({ term, prevIndex, prevTerm, entries }: Message & { type: 'append-request' | 'log-tail' }): boolean {
  if (
    !isCount(prevIndex) ||
    !isCount(prevTerm) ||
    prevTerm > term ||
    (prevIndex === 0 && prevTerm !== 0)
  )
    return false
  let before = { index: prevIndex as number, term: prevTerm as number }
  for (const entry of entries) {
    if (entry.index !== before.index + 1 || entry.term < before.term || entry.term > term || !isEntry(entry))
      return false
    before = entry
  }
  return isCount(before.index)
}

const isEntry = ({ term, kind, configuration }: Entry): boolean =>
  isCount(term) &&
  term > 0 &&
  (kind === 'configuration') === (configuration !== undefined) &&
  (configuration === undefined || isConfiguration(configuration))
