/**
 * A connection of its own for bulk: on a shared one, bulk would delay heartbeats and probes behind it, most of all on a
 * slow or lossy link.
 *
 * Touches the network through the node it is given, and the clock. All pulls from one peer share its line, which ends
 * with the last. A line is worth a moment's wait and no more: who follows the log gives a silent source up within two
 * seconds, so where dialling takes as long (a slow link, a machine without time) nobody would ever follow.
 */
import type { NodeId } from '@hivemind/base'
import type { Connection } from '@libp2p/interface'
import type { Libp2p } from 'libp2p'
import { toMultiaddr } from './addresses.ts'
import type { Link, Links } from './links.ts'
import { PACE } from './pace.ts'

interface Line { readonly dialled: Promise<Connection | undefined>, pulls: number }

/** A connection to pull on; `done` must be called when the pull is over. */
export interface Lent { readonly connection: Connection | undefined, done (): void }

/** What a line needs of libp2p. */
export type Dialling = Pick<Libp2p, 'dial'>

export class Lines {
  readonly #links: Pick<Links, 'connections'>
  readonly #patienceMs: number
  readonly #lines = new Map<NodeId, Line>()

  /** @param patienceMs - the longest wait for a line; the shared connection is there at once */
  constructor (links: Pick<Links, 'connections'>, patienceMs: number = PACE.lineMs) {
    this.#links = links
    this.#patienceMs = patienceMs
  }

  /**
   * Borrow the line to a peer, or the shared connection when no line can be had soon; undefined when there is neither.
   *
   * @throws the reason of `signal` at once, whatever is being dialled: the next pull waits for the end of this one
   */
  async lend (node: Dialling, link: Link, signal: AbortSignal): Promise<Lent> {
    const line = this.#lines.get(link.id) ?? this.#begin(node, link)
    line.pulls++
    let own: Connection | undefined
    try {
      own = await soon(line.dialled, this.#patienceMs, signal)
    } finally {
      if (own === undefined) this.#giveBack(link.id, line) // It does without, or does not pull at all.
    }
    if (own?.status === 'open' && link.open) return { connection: own, done: () => this.#giveBack(link.id, line) }
    if (own !== undefined) this.#giveBack(link.id, line)
    return { connection: link.open ? this.#links.connections(link.id)[0] : undefined, done: () => {} }
  }

  #begin (node: Dialling, link: Link): Line {
    const line = { dialled: this.#dial(node, link), pulls: 0 }
    this.#lines.set(link.id, line)
    void line.dialled.then(own => { if (own === undefined) this.#forget(link.id, line) }) // The next pull dials again.
    return line
  }

  /** The last one ends the line, be it that it is still dialled. */
  #giveBack (id: NodeId, line: Line): void {
    if (--line.pulls > 0) return
    void line.dialled.then(own => {
      if (line.pulls > 0) return // Another pull came while it was dialled.
      this.#forget(id, line)
      own?.close().catch((error: Error) => own.abort(error))
    })
  }

  #forget (id: NodeId, line: Line): void {
    if (this.#lines.get(id) === line) this.#lines.delete(id)
  }

  /** Only a connection that nothing else uses yet is a line: libp2p may give an old one. */
  async #dial (node: Dialling, link: Link): Promise<Connection | undefined> {
    const shared = new Set(this.#links.connections(link.id))
    const addresses = link.choice.addresses.map(text => toMultiaddr(text, link.id))
    if (addresses.length === 0) return undefined // The peer dialled us, and we know no way back.
    try {
      const connection = await node.dial(addresses, { force: true, signal: AbortSignal.timeout(PACE.dialMs) })
      return shared.has(connection) ? undefined : connection
    } catch {
      return undefined
    }
  }
}

/** What a promise gives within a time, undefined after it. @throws the reason of `signal` */
async function soon<Found> (found: Promise<Found>, ms: number, signal: AbortSignal): Promise<Found | undefined> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Found | undefined>()
  const aborted = (): void => reject(signal.reason as Error)
  const timer = setTimeout(resolve, ms, undefined)
  signal.addEventListener('abort', aborted)
  found.then(resolve, reject)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
  }
}
