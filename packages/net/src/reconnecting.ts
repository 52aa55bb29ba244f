/**
 * Keeps a connection to each peer that the owner wants kept: dials for ever, with growing and jittered pauses.
 *
 * Touches the network through the node it is given, and timers.
 */
import { HivemindError, type NodeId } from '@hivemind/base'
import type { Libp2p } from 'libp2p'
import { toMultiaddr } from './addresses.ts'
import { dialRefusal } from './dialling.ts'
import { refuse } from './errors.ts'
import { nobodyListens } from './knocking.ts'
import type { Link, Links } from './links.ts'
import { PACE } from './pace.ts'
import type { NetEvents } from './port.ts'

/** One peer's dialling. */
interface Loop { timer: NodeJS.Timeout | undefined, dialling: boolean, pauseMs: number, dialledAt: number }

export class Reconnecting {
  readonly #self: NodeId
  readonly #events: NetEvents
  readonly #loops = new Map<NodeId, Loop>()
  #node: Libp2p | undefined
  #links: Links | undefined
  readonly #stopping = new AbortController()

  constructor (self: NodeId, events: NetEvents) {
    this.#self = self
    this.#events = events
  }

  start (node: Libp2p, links: Links): void {
    this.#node = node
    this.#links = links
    for (const link of links.all()) this.want(link)
  }

  stop (): void {
    this.#stopping.abort()
    for (const loop of this.#loops.values()) clearTimeout(loop.timer)
    this.#loops.clear()
  }

  /** Forget peers that are not in the set any more. */
  prune (): void {
    for (const [id, loop] of this.#loops) {
      if (this.#links?.find(id) !== undefined || loop.dialling) continue
      clearTimeout(loop.timer)
      this.#loops.delete(id)
    }
  }

  /** The link is down; see to it, if it is to be kept. @param isNewcomer - others were there before it */
  want (link: Link, isNewcomer = false): void {
    if (this.#node === undefined || this.#stopping.signal.aborted || !this.#keeps(link)) return
    const loop = this.#loops.get(link.id) ?? this.#begin(link.id)
    if (loop.dialling || loop.timer !== undefined) return
    if (performance.now() - loop.dialledAt > PACE.settledMs) loop.pauseMs = this.#firstPauseMs(link.id)
    this.#schedule(link.id, loop, isNewcomer ? PACE.newcomerMs : loop.pauseMs)
  }

  #begin (id: NodeId): Loop {
    const loop = { timer: undefined, dialling: false, pauseMs: this.#firstPauseMs(id), dialledAt: -Infinity }
    this.#loops.set(id, loop)
    return loop
  }

  /** When both ends lose a link at once, the smaller id dials first: two connections would be one too many. */
  #firstPauseMs (id: NodeId): number { return this.#self < id ? 1 : PACE.retryMsMin }

  #schedule (id: NodeId, loop: Loop, meanMs: number): void {
    const pauseMs = meanMs * (0.5 + Math.random()) // Not all may dial a returning peer at once.
    loop.timer = setTimeout(() => {
      loop.timer = undefined
      void this.#dial(id, loop)
    }, pauseMs)
  }

  async #dial (id: NodeId, loop: Loop): Promise<void> {
    const link = this.#links?.find(id)
    if (link === undefined || !this.#keeps(link)) return void this.#loops.delete(id)
    if (link.open || this.#node === undefined) return
    loop.dialling = true
    loop.pauseMs = Math.min(Math.max(loop.pauseMs * 2, PACE.retryMsMin), PACE.retryMsMax)
    try {
      await knock(link)
      const signal = AbortSignal.any([AbortSignal.timeout(PACE.dialMs), this.#stopping.signal])
      await this.#node.dial(link.choice.addresses.map(text => toMultiaddr(text, id)), { signal })
      if (this.#links?.admits(id) !== true) this.#links?.abort(id, 'not admitted any more')
    } catch (error) {
      this.#failed(link, error)
    } finally {
      loop.dialling = false
      loop.dialledAt = performance.now()
    }
    const now = this.#links?.find(id)
    if (now !== undefined && !now.open) this.want(now)
  }

  #failed (link: Link, error: unknown): void {
    if (this.#stopping.signal.aborted || link.open) return
    const target = `${link.id} at ${link.choice.addresses.join(', ')}`
    const refusal = error instanceof HivemindError ? error : dialRefusal(error, target)
    link.counters.dialsFailed++
    if (link.dialError === refusal.message) return // Told once, not every two seconds.
    link.dialError = refusal.message
    this.#events.onNote('info', 'a peer cannot be reached', { peer: link.id, code: refusal.code, why: refusal.message })
  }

  #keeps (link: Link): boolean {
    return link.choice.keep && link.choice.admitted && link.choice.addresses.length > 0 && link.id !== this.#self
  }
}

/**
 * Where nobody listened the door is tried first: a whole dial costs a millisecond or two of work, fifty agents make one
 * at the same moment, and a knock tells as much.
 *
 * @throws {HivemindError} HIVE_NET_UNREACHABLE when still nobody listens
 */
async function knock (link: Link): Promise<void> {
  const { id, choice: { addresses } } = link
  if (!link.deserted) return
  link.deserted = await nobodyListens(addresses)
  if (!link.deserted) return
  const where = `${id} at ${addresses.join(', ')}`
  throw new HivemindError(refuse('HIVE_NET_UNREACHABLE', `cannot reach ${where}: nobody listens`))
}
