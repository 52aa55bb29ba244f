/**
 * Feeds of many nodes on a network that a seed decides: it loses, repeats, delays and thereby reorders, and cuts;
 * machines crash and start again with a higher boot count and an empty memory.
 *
 * After every input the invariants of state.ts are checked at the node that took it.
 */
import { createHash } from 'node:crypto'
import { type Chance, type ClusterId, clusterId, draw, type NodeId, nodeId, prng, wallMs } from '@hivemind/base'
import { bucketOf, compareHeads, sum } from '../src/heads.ts'
import {
  type Contents,
  type Effect,
  type Feed,
  type Held,
  type Input,
  type Publication,
  type Scope,
  start,
  step,
  type Tools
} from '../src/index.ts'

export const CLUSTER: ClusterId = clusterId('c1')
export const TOPIC = 'test'

/** Stands for Ed25519: only who is called by the name can make it, since nobody else here says that name. */
export function signatureOf (signer: NodeId, scope: Scope, contents: Contents): Uint8Array {
  const { origin, boot, seq, floor, at, facts } = contents
  const rows = facts.map(({ key, seq, value }) => [
    key,
    seq,
    value === null ? null : Buffer.from(value).toString('hex')
  ])
  const text = JSON.stringify([signer, scope.cluster, scope.topic, origin, boot, seq, floor, at, rows])
  return new Uint8Array(createHash('sha256').update(text).digest())
}

export const toolsOf = (self: NodeId): Tools => ({
  sign: (scope, contents) => signatureOf(self, scope, contents),
  verify: (scope, { contents, signature }) =>
    Buffer.from(signature).equals(signatureOf(contents.origin, scope, contents))
})

export const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value))

export const publication = (key: string, value: string | null): Publication =>
  ({ key, value: value === null ? null : text(value) })

interface Faults { readonly dropPercent: number, readonly repeatPercent: number, readonly delayMax: number }
export const CALM: Faults = { dropPercent: 0, repeatPercent: 0, delayMax: 0 }
export const STORM: Faults = { dropPercent: 30, repeatPercent: 20, delayMax: 20 }

interface Node { readonly id: NodeId, feed: Feed, boot: number, up: boolean }
interface Packet { readonly at: number, readonly from: NodeId, readonly to: NodeId, readonly input: Input }

export class World {
  readonly nodes = new Map<NodeId, Node>()
  readonly chance: Chance
  faults: Faults = CALM
  /** Messages and heads sent, since the beginning. */
  sent = { messages: 0, heads: 0 }
  now = 0
  #holders: ReadonlySet<NodeId>
  #flying: Packet[] = []
  readonly #cut = new Set<string>()

  constructor (seed: number, names: readonly string[], holders: readonly string[]) {
    this.chance = { prng: prng(seed) }
    this.#holders = new Set(holders.map(nodeId))
    for (const id of names.map(nodeId)) this.nodes.set(id, { id, feed: this.#fresh(id, 1), boot: 1, up: true })
    this.tellMembers()
    this.mesh()
  }

  roll (limit: number): number { return draw(this.chance, limit) }

  #fresh (self: NodeId, boot: number): Feed {
    return start({ self, topic: TOPIC, boot, seed: prng(this.roll(2 ** 31)), tools: toolsOf(self) })
  }

  at (name: string): Node {
    const node = this.nodes.get(nodeId(name))
    if (node === undefined) throw new Error(`no node "${name}"`)
    return node
  }

  /** The directory, at every node that is up. */
  tellMembers (holders?: readonly string[]): void {
    if (holders !== undefined) this.#holders = new Set(holders.map(nodeId))
    for (const node of this.nodes.values()) if (node.up) this.give(node, this.#directory())
  }

  #directory (): Input {
    return { type: 'members', cluster: CLUSTER, members: new Set(this.nodes.keys()), holders: this.#holders }
  }

  publish (name: string, ...facts: readonly Publication[]): void {
    this.give(this.at(name), { type: 'publish', facts, at: wallMs(this.now) })
  }

  give (node: Node, input: Input): void {
    if (!node.up) return
    const before = new Map(node.feed.held)
    const effects = step(node.feed, input)
    for (const effect of effects) this.#perform(node, effect)
    if (input.type !== 'tick' || effects.length > 0) check(node.feed, before, input)
  }

  #perform (node: Node, effect: Effect): void {
    if (effect.type !== 'send') return
    this.sent.messages++
    if (effect.message.type === 'heads') this.sent.heads += effect.message.heads.length
    const copies = this.roll(100) < this.faults.repeatPercent ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      if (this.roll(100) < this.faults.dropPercent) continue
      const at = this.now + 1 + (this.faults.delayMax === 0 ? 0 : this.roll(this.faults.delayMax))
      const input: Input = { type: 'message', from: node.id, message: effect.message }
      this.#flying.push({ at, from: node.id, to: effect.to, input })
    }
  }

  /** Holders are connected to everybody, as far as they are up and no cut parts them. */
  mesh (): void {
    for (const one of this.nodes.values()) for (const other of this.nodes.values()) this.#wire(one, other)
  }

  #wire (one: Node, other: Node): void {
    if (one.id === other.id || !one.up) return
    const joined =
      other.up && (this.#holders.has(one.id) || this.#holders.has(other.id)) && !this.#isCut(one.id, other.id)
    if (joined === one.feed.open.has(other.id)) return
    this.give(one, { type: joined ? 'opened' : 'closed', peer: other.id })
  }

  #isCut (one: NodeId, other: NodeId): boolean { return this.#cut.has([one, other].sort().join('|')) }

  /** Part the nodes into two halves, drawn; nothing passes between them. */
  part (): void {
    const here = new Set([...this.nodes.keys()].filter(() => this.roll(2) === 0))
    for (const one of this.nodes.keys()) {
      for (const other of this.nodes.keys())
        if (here.has(one) && !here.has(other)) this.#cut.add([one, other].sort().join('|'))
    }
    this.mesh()
  }

  heal (): void {
    this.#cut.clear()
    this.mesh()
  }

  crash (node: Node): void {
    node.up = false
    this.mesh()
  }

  /** A later life: it remembers how often it started, and nothing else. */
  restart (node: Node, boot = node.boot + 1): void {
    node.boot = boot
    node.feed = this.#fresh(node.id, boot)
    node.up = true
    this.give(node, this.#directory())
    this.mesh()
  }

  /** A machine leaves, or is removed: it is not heard any more, and it hears nothing. */
  remove (name: string): void {
    this.nodes.delete(nodeId(name))
    this.tellMembers()
  }

  run (ticks: number): void {
    for (const end = this.now + ticks; this.now < end;) this.tick()
  }

  tick (): void {
    this.now++
    const due = this.#flying.filter(({ at }) => at <= this.now)
    this.#flying = this.#flying.filter(({ at }) => at > this.now)
    for (const { from, to, input } of due) {
      const node = this.nodes.get(to)
      if (node !== undefined && this.nodes.has(from) && !this.#isCut(from, to)) this.give(node, input)
    }
    for (const node of this.nodes.values()) this.give(node, { type: 'tick' })
  }
}

/** Contents never change, so each is looked at once. */
const seen = new WeakSet<Held>()

function isSigned ({ topic }: Feed, origin: NodeId, held: Held): boolean {
  const { contents, signature } = held
  if (seen.has(held)) return contents.origin === origin
  seen.add(held)
  return Buffer.from(signature).equals(signatureOf(origin, { cluster: CLUSTER, topic }, contents))
}

/** The numbered invariants of state.ts. @throws when one does not hold */
export function check (feed: Feed, before: ReadonlyMap<NodeId, Held>, input: Input): void {
  const sums = feed.sums.map(() => 0)
  for (const [origin, held] of feed.held) {
    const { head, bucket } = held
    expect(isSigned(feed, origin, held), `1. ${feed.self} holds what ${origin} did not sign`)
    const wanted = feed.holders.has(feed.self) || origin === feed.self || feed.looked.has(origin)
    expect(feed.members.has(origin) && wanted, `2. ${feed.self} holds facts of ${origin}`)
    const known = before.get(origin)
    expect(known === undefined || compareHeads(head, known.head) >= 0, `3. ${feed.self} went back at ${origin}`)
    expect(bucket === bucketOf(origin), 'an origin has its own bucket')
    sum(sums, held, 1)
  }
  expect(sums.every((one, at) => one === feed.sums[at]), `4. the sums of ${feed.self} are wrong after ${input.type}`)
}

function expect (holds: boolean, promise: string): void {
  if (!holds) throw new Error(promise)
}
