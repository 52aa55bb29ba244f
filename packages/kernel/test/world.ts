/**
 * A few nodes and what lies between them: connections, frames on their way, the join protocol, pulls, a clock.
 *
 * Nothing moves by itself: a test ticks, delivers and feeds. Every effect is performed as the agent would, on a disk
 * that writes at once. Pure.
 */
import { type NodeId, nodeId, wallMs } from '@hivemind/base'
import { check } from '@hivemind/raft'
import {
  type Effect,
  type Framed,
  type Input,
  type JoinMessage,
  type JoinPlan,
  type JoinReply,
  type Kernel,
  type Peer,
  type Stamp,
  stamp,
  step,
  view
} from '../src/index.ts'
import { boot, type Disk, emptyDisk, write } from './disk.ts'

/** Something on its way from one node to another. */
export type Packet = { readonly from: NodeId, readonly to: NodeId } & (
  | { readonly kind: 'frame', readonly stamp: Stamp, readonly framed: Framed }
  | { readonly kind: 'join', readonly id: number, readonly message: JoinMessage }
  | { readonly kind: 'reply', readonly id: number, readonly reply: JoinReply }
)

interface Pull { readonly id: number, readonly from: NodeId, at: number, readonly through: number }

export interface Node {
  readonly id: NodeId
  readonly plan: JoinPlan | null
  kernel: Kernel
  disk: Disk
  up: boolean
  /** Its disk hangs: nothing is written, and nothing that comes after a write leaves. */
  hangs: boolean
  /** Peers that the net may talk to; true for those it dials. */
  readonly peers: Map<NodeId, boolean>
  readonly answered: Set<number>
  pull: Pull | null
  /** Pulls are fed by the test alone. */
  manual: boolean
}

/** Told of every effect, in order. */
export type Hear = (node: Node, effect: Effect) => void

export class World {
  readonly nodes = new Map<NodeId, Node>()
  network: Packet[] = []
  now = 1_000_000
  leaseReads = false
  /** Pairs that cannot connect, as `a|b` with the smaller first. */
  readonly cuts = new Set<string>()
  /** `one|other` when one is connected to the other, who takes it for a stranger and hears nothing of it. */
  readonly visits = new Set<string>()
  readonly #hear: Hear
  /** Join questions by the answering node and its number: whom the answer goes to, and that one's number. */
  readonly #questions = new Map<string, { readonly to: NodeId, readonly id: number }>()
  #nextQuestion = 1

  constructor (hear: Hear) { this.#hear = hear }

  at (id: string): Node {
    const node = this.nodes.get(nodeId(id))
    if (node === undefined) throw new Error(`no node "${id}"`)
    return node
  }

  /** A node begins from a disk; one of the same name that ran before is gone. */
  begin (id: NodeId, disk: Disk, plan: JoinPlan | null): Node {
    const seed = this.nodes.get(id)?.kernel.prng ?? this.nodes.size + 1
    const { kernel, effects } = boot(id, disk, plan, seed, this.now, this.leaseReads)
    const node: Node = {
      id, plan, kernel, disk, up: true, hangs: false, peers: new Map(), answered: new Set(), pull: null, manual: false
    }
    this.nodes.set(id, node)
    this.#perform(node, effects)
    return node
  }

  crash (node: Node): void {
    node.up = false
    this.network = this.network.filter(packet => packet.from !== node.id && packet.to !== node.id)
    this.mesh()
  }

  restart (node: Node): Node { return this.begin(node.id, node.disk, node.plan) }

  /** Give a node an input and perform what it asks for. */
  give (node: Node, input: Input): void {
    if (!node.up) return
    this.#perform(node, step(node.kernel, input))
    if (node.kernel.mode === 'raft') check(node.kernel.raft)
  }

  #perform (node: Node, effects: readonly Effect[]): void {
    const done = effects.filter(({ lane }) => lane === 'early' || !node.hangs)
    for (const effect of done) {
      this.#hear(node, effect)
      this.#one(node, effect)
    }
    for (const effect of done) {
      const last = effect.type === 'persist' ? effect.entries.at(-1) : undefined
      if (last !== undefined) this.give(node, { type: 'persisted', index: last.index, term: last.term })
    }
  }

  #one (node: Node, effect: Effect): void {
    const from = node.id
    switch (effect.type) {
      case 'persist': return write(node.disk, effect)
      case 'send':
        this.network.push({ kind: 'frame', from, to: effect.to, stamp: stamp(node.kernel), framed: effect.framed })
        return
      case 'answer': return this.#answered(node, effect.id)
      case 'peers': return this.#admit(node, effect.peers)
      case 'repaired': node.disk.repair = null; return
      case 'join-request': {
        const to = nodeId(effect.address.slice(0, effect.address.indexOf('.')))
        this.network.push({ kind: 'join', from, to, id: effect.id, message: effect.message })
        return
      }
      case 'join-reply': return this.#replied(node, effect.id, effect.reply)
      case 'pull':
        node.pull = { id: effect.pull, from: effect.from, at: effect.after, through: effect.through }
        return
      case 'stop-pull':
        if (node.pull?.id === effect.pull) node.pull = null
    }
  }

  #answered (node: Node, id: number): void {
    if (node.answered.has(id)) throw new Error(`${node.id} answered #${id} twice`)
    node.answered.add(id)
  }

  #admit (node: Node, peers: readonly Peer[]): void {
    node.peers.clear()
    for (const { id, keep } of peers) node.peers.set(id, keep)
    const { cluster } = node.kernel.control
    if (cluster !== null && node.disk.repair === null) node.disk.acquainted = { cluster: cluster.id, peers }
  }

  #replied (node: Node, id: number, reply: JoinReply): void {
    const question = this.#questions.get(`${node.id} ${id}`)
    if (question === undefined) throw new Error(`${node.id} answered a join question that nobody asked or twice`)
    this.#questions.delete(`${node.id} ${id}`)
    this.network.push({ kind: 'reply', from: node.id, to: question.to, id: question.id, reply })
  }

  /** Connections follow the directories: both admit the other, one of them dials, and nothing lies between. */
  mesh (): void {
    const all = [...this.nodes.values()]
    for (const one of all) {
      for (const other of all) {
        if (one.id >= other.id) continue
        const keep = one.peers.get(other.id)
        const kept = other.peers.get(one.id)
        const wanted = keep !== undefined && kept !== undefined && (keep || kept) && one.up && other.up
        const open = wanted && !this.cuts.has(`${one.id}|${other.id}`)
        this.#connect(one, other, open || this.visits.has(`${one.id}|${other.id}`))
        this.#connect(other, one, open || this.visits.has(`${other.id}|${one.id}`))
      }
    }
  }

  #connect (node: Node, { id: peer, up }: Node, wanted: boolean): void {
    const open = node.kernel.open.has(peer)
    if (wanted && !open) this.give(node, { type: 'opened', peer })
    if (wanted || !open) return
    if (node.pull?.from === peer) this.endPull(node, 'HIVE_NET_CLOSED')
    this.give(node, { type: 'closed', peer })
    if (!up) this.give(node, { type: 'gone', peer })
  }

  /** Take a packet to where it goes; a frame needs a connection, the join protocol only a machine that runs. */
  deliver (packet: Packet): void {
    const to = this.nodes.get(packet.to)
    const { from } = packet
    switch (packet.kind) {
      case 'frame':
        if (to?.up && to.kernel.open.has(from))
          this.give(to, { type: 'frame', from, stamp: packet.stamp, framed: packet.framed })
        return
      case 'reply':
        if (to !== undefined) this.give(to, { type: 'join-answered', id: packet.id, from, reply: packet.reply })
        return
      case 'join': return this.#ask(packet, to)
    }
  }

  #ask ({ from, to, id, message }: Packet & { kind: 'join' }, node: Node | undefined): void {
    const apart = this.cuts.has(from < to ? `${from}|${to}` : `${to}|${from}`)
    if (node === undefined || !node.up || apart) {
      const refusal = refusalLike('HIVE_NET_UNREACHABLE', `${to} does not answer`)
      return this.give(this.at(from), { type: 'join-failed', id, refusal })
    }
    const number = this.#nextQuestion++
    this.#questions.set(`${to} ${number}`, { to: from, id })
    this.give(node, { type: 'join-asked', id: number, from, message })
  }

  /** Deliver until nothing is on its way. */
  settle (): void {
    for (let left = 10_000; this.network.length > 0; left--) {
      if (left === 0) throw new Error('the network never comes to rest')
      for (const packet of this.network.splice(0)) this.deliver(packet)
      this.mesh()
    }
  }

  tick (node: Node, missed = 0): void { this.give(node, { type: 'tick', now: wallMs(this.now), missed }) }

  /** One tick of everybody, and all that follows from it. */
  round (): void {
    this.now += 20
    for (const node of [...this.nodes.values()]) this.tick(node)
    this.mesh()
    this.settle()
    for (const node of this.nodes.values()) if (!node.manual) this.feed(node)
    this.settle()
  }

  /** What the source of a pull has more, and what it says of the leader. */
  feed (node: Node): void {
    const { pull } = node
    const source = pull === null ? undefined : this.nodes.get(pull.from)
    if (pull === null || source === undefined || !node.up) return
    const { appliedIndex: commit, leader, ageTicks, degraded } = view(source.kernel)
    const through = Math.min(commit, pull.through === 0 ? commit : pull.through)
    const entries = source.disk.entries.filter(entry => entry.index > pull.at && entry.index <= through)
    pull.at = Math.max(pull.at, through)
    if (entries.length > 0) this.give(node, { type: 'pulled', pull: pull.id, entries })
    if (pull.through > 0 && pull.at >= pull.through) {
      node.pull = null
      return this.give(node, { type: 'pull-ended', pull: pull.id, refusal: null })
    }
    this.give(node, { type: 'beaten', pull: pull.id, commit, leader: leader?.id ?? null, ageTicks, degraded })
  }

  endPull (node: Node, code: string): void {
    const { pull } = node
    node.pull = null
    if (pull !== null)
      this.give(node, { type: 'pull-ended', pull: pull.id, refusal: refusalLike(code, `${pull.from} is gone`) })
  }

  /** A newcomer's disk holds what the source has through its applied index, and the state comes in one piece. */
  newcomer (id: NodeId, plan: JoinPlan): Node { return this.begin(id, emptyDisk(), plan) }

  /** Run until a node leads, ticking it alone. */
  elect (node: Node): void {
    const { kernel } = node
    for (let left = 200; kernel.leadsFrom === 0 || kernel.control.appliedIndex < kernel.leadsFrom; left--) {
      if (left === 0) throw new Error(`${node.id} was not elected`)
      this.tick(node)
      this.mesh()
      this.settle()
    }
  }
}

/** A refusal as another room would give it. */
export const refusalLike = (code: string, message: string) =>
  ({ code: code as `HIVE_${string}`, message, hint: '', exit: 1, status: 503, changed: 'no', retry: 'yes' } as const)

