/**
 * Nodes on a network of directed links, some of them cut for good: who leads, and does it get on? Pure.
 *
 * A message takes one tick, a write none. At the moment of the cut those at the ends of a link may be told that their
 * connection closed, and speak on over what is left of it.
 */
import { index, type NodeId, nodeId, type Prng, prng, term, ticks } from '@hivemind/base'
import { type Effect, type Input, type Message, type Proposal, type Raft, start, step } from '../src/index.ts'

export const CUT_TIMES = { heartbeatTicks: ticks(3), electionTicksMin: ticks(20) }
/** Three seconds, with ticks of 20 ms. */
export const PROGRESS_TICKS = 150

const WORK: Proposal = { kind: 'command', payload: new Uint8Array(1) }

interface Packet { readonly from: NodeId, readonly to: NodeId, readonly message: Message }
export type Link = (from: NodeId, to: NodeId) => boolean

export interface Group {
  readonly ids: readonly NodeId[]
  readonly nodes: Map<NodeId, Raft>
  carries: Link
  network: Packet[]
  nextId: number
  commit: number
  /** Terms and leaders, in the order of their elections. */
  readonly elected: string[]
}

export function group (size: number, seed: Prng): Group {
  const ids = ['a', 'b', 'c', 'd', 'e'].slice(0, size).map(nodeId)
  const configuration = { voters: ids, learners: [] }
  const nodes = new Map(ids.map((self, at): [NodeId, Raft] => [self, start({
    self, seed: prng(Math.imul(Number(seed) + at, 0x9e3779b1)), times: CUT_TIMES,
    hard: { term: term(0), votedFor: null }, snapshot: { index: index(0), term: term(0), configuration },
    entries: [], commit: index(0), repair: null
  })]))
  return { ids, nodes, carries: () => true, network: [], nextId: 1, commit: 0, elected: [] }
}

export function give (group: Group, id: NodeId, input: Input): void {
  const raft = group.nodes.get(id)
  if (raft === undefined) return
  const lane: Effect[] = [...step(raft, input)]
  for (const effect of lane) {
    if (effect.type === 'send') group.network.push({ from: id, to: effect.to, message: effect.message })
    if (effect.type === 'standing' && effect.standing === 'leader') group.elected.push(`${effect.term}${id}`)
    const last = effect.type === 'persist' ? effect.entries.at(-1) : undefined
    if (last !== undefined) give(group, id, { type: 'persisted', index: last.index, term: last.term })
  }
  group.commit = Math.max(group.commit, raft.commit)
}

/** One tick: what was said a tick ago arrives, clocks go on, and every leader is given something to do. */
export function pass (group: Group): void {
  for (const { from, to, message } of group.network.splice(0))
    if (group.carries(from, to)) give(group, to, { type: 'message', from, message })
  for (const id of group.ids) {
    give(group, id, { type: 'tick' })
    if (group.nodes.get(id)?.standing === 'leader')
      give(group, id, { type: 'propose', id: group.nextId++, proposals: [WORK] })
  }
}

export const leaderOf = (group: Group): NodeId | undefined =>
  group.ids.filter(id => group.nodes.get(id)?.standing === 'leader')
    .sort((a, b) => (group.nodes.get(b)?.term ?? 0) - (group.nodes.get(a)?.term ?? 0))[0]

/** Whether a node hears, and is heard by, a quorum. */
export const isQuorumConnected = ({ ids, carries }: Group, id: NodeId): boolean =>
  ids.filter(other => other === id || (carries(id, other) && carries(other, id))).length > ids.length / 2

export interface Outcome { readonly slowest: number, readonly changes: readonly string[] }

/** Live on for so many ticks. @returns the longest time without a new commit, and who was elected */
export function live (group: Group, rounds: number): Outcome {
  const before = group.elected.length
  let [slowest, waited, commit] = [0, 0, group.commit]
  for (let round = 0; round < rounds; round++) {
    pass(group)
    waited = group.commit > commit ? 0 : waited + 1
    commit = group.commit
    slowest = Math.max(slowest, waited)
  }
  return { slowest, changes: group.elected.slice(before) }
}
