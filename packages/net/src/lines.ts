/**
 * A connection of its own for bulk: on a shared one, bulk would delay heartbeats and probes behind it, most of all on a
 * slow or lossy link.
 *
 * Touches the network through the node it is given. All pulls from one peer share its line, which ends with the last.
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

export class Lines {
  readonly #links: Links
  readonly #lines = new Map<NodeId, Line>()

  constructor (links: Links) { this.#links = links }

  /** Borrow the line to a peer, or the shared connection when no line can be had; undefined when there is neither. */
  async lend (node: Libp2p, link: Link): Promise<Lent> {
    const line = this.#lines.get(link.id) ?? { dialled: this.#dial(node, link), pulls: 0 }
    this.#lines.set(link.id, line)
    line.pulls++
    const own = await line.dialled
    const current = this.#lines.get(link.id) === line
    if (own === undefined && current) this.#lines.delete(link.id) // The next pull dials again.
    const connection = !link.open ? undefined : own?.status === 'open' ? own : this.#links.connections(link.id)[0]
    return { connection, done: () => this.#giveBack(link.id, line, own) }
  }

  #giveBack (id: NodeId, line: Line, connection: Connection | undefined): void {
    if (--line.pulls > 0) return
    if (this.#lines.get(id) === line) this.#lines.delete(id)
    connection?.close().catch((error: Error) => connection.abort(error))
  }

  /** Only a connection that nothing else uses yet is a line: libp2p may give an old one. */
  async #dial (node: Libp2p, link: Link): Promise<Connection | undefined> {
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
