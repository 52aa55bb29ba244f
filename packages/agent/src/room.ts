/**
 * What a full disk means for a request: a write that only this node could take is refused, with a clear word.
 *
 * Pure.
 */
import type { Refusal } from '@hivemind/base'
import type { NodeView, Request } from '@hivemind/kernel'
import type { Wal } from '@hivemind/wal'

/** Why a write cannot be taken for want of room here; null when another node leads, or there is room. */
export function noRoomFor (request: Request, wal: Pick<Wal, 'full'>, view: () => NodeView): Refusal | null {
  const full = wal.full()
  if (full === null || (request.type !== 'propose' && request.type !== 'admit')) return null
  const { leader, self } = view()
  return leader === null || leader.id === self ? full.refusal : null
}
