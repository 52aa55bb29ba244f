/**
 * Clients: one command at a time, sent again until somebody says what became of it; and reads now and then.
 *
 * Pure. They talk to nodes directly, and lose an answer when the node dies.
 */
import { draw, type Index, type NodeId, type Term } from '@hivemind/base'
import type { Effect, Proposal } from '@hivemind/raft'
import { between, percent, permille, pick } from '../chance.ts'
import type { Mark } from '../history.ts'
import { bytesOf } from '../marks.ts'
import { happened, see } from '../world.ts'
import { commandText, type Machine } from './machine.ts'
import { feed, type RaftNode } from './node.ts'
import type { RaftWorld } from './world.ts'

interface Attempt {
  readonly id: number
  readonly node: NodeId
  readonly life: number
  readonly until: number
  readonly text: string
  /** Where the node put it. */
  place: { readonly index: Index, readonly term: Term } | null
}

export interface Client {
  readonly name: string
  sequence: number
  /** The command that is on its way, as the machine names it; null between commands. */
  command: string | null
  attempt: Attempt | null
  nextAt: number
}

export const client = (name: string): Client => ({ name, sequence: 0, command: null, attempt: null, nextAt: 1 })

type Word =
  | Effect & { type: 'accepted' | 'refused' | 'read-ready' }
  | { readonly type: 'applied', readonly mark: Mark }

const PATIENCE_TICKS_MAX = 150
const BURST_MAX = 60

/** One tick of a client. */
export function serve (world: RaftWorld, one: Client): void {
  const up = [...world.nodes.values()].filter(node => node.raft !== null)
  if (up.length === 0) return
  if (permille(world, world.habits.readPermille)) read(world, chosen(world, up))
  if (permille(world, world.faults.burstPermille)) burst(world, chosen(world, up))
  if (one.attempt !== null && world.tick >= one.attempt.until) {
    happened(world, 'answers waited for in vain')
    one.attempt = null
  }
  if (one.attempt !== null || world.tick < one.nextAt) return
  one.command ??= `${one.name}#${++one.sequence}`
  propose(world, one, chosen(world, up))
}

/** Mostly a leader, since others only refuse. */
function chosen (world: RaftWorld, up: readonly RaftNode[]): RaftNode {
  const leaders = up.filter(({ raft }) => raft?.standing === 'leader')
  return leaders.length > 0 && percent(world, 85) ? pick(world, leaders) : pick(world, up)
}

function read (world: RaftWorld, node: RaftNode): void {
  const id = world.nextNumber++
  see(world, { type: 'asked', read: id })
  feed(world, node, { type: 'read', id })
}

/** Many commands that nobody waits for, so that logs differ by more than a few entries. */
function burst (world: RaftWorld, node: RaftNode): void {
  const id = world.nextNumber++
  const count = between(world, 2, BURST_MAX)
  happened(world, 'bursts of commands')
  const proposals = Array.from({ length: count }, (_, at): Proposal => {
    return { kind: 'command', payload: bytesOf(commandText('burst', id * BURST_MAX + at, id)) }
  })
  feed(world, node, { type: 'propose', id, proposals })
}

function propose (world: RaftWorld, one: Client, node: RaftNode): void {
  const id = world.nextNumber++
  const text = commandText(one.name, one.sequence, id)
  const until = world.tick + between(world, 10, PATIENCE_TICKS_MAX)
  one.attempt = { id, node: node.id, life: node.life, until, text, place: null }
  feed(world, node, { type: 'propose', id, proposals: [{ kind: 'command', payload: bytesOf(text) }] })
}

/** A node said something that may concern a client. */
export function heard (world: RaftWorld, node: RaftNode, word: Word): void {
  if (word.type === 'read-ready') {
    happened(world, 'reads served')
    return see(world, { type: 'served', read: word.id, index: word.index })
  }
  for (const one of world.clients) {
    if (one.attempt?.node === node.id && one.attempt.life === node.life)
      answer(world, one, one.attempt, node.machine, word)
  }
}

function answer (world: RaftWorld, one: Client, attempt: Attempt, machine: Machine, word: Word): void {
  switch (word.type) {
    case 'accepted':
      if (word.id === attempt.id) attempt.place = { index: word.firstIndex, term: word.term }
      return
    case 'refused':
      if (word.id !== attempt.id) return
      see(world, { type: 'refused', command: attempt.text })
      one.attempt = null
      one.nextAt = world.tick + between(world, 1, 10)
      return
    case 'applied':
      if (attempt.place === null || word.mark.index !== attempt.place.index) return
      if (word.mark.term === attempt.place.term) return acknowledged(world, one, machine)
      happened(world, 'proposals overwritten')
      one.attempt = null
      return
    default:
  }
}

/** The answer is the machine's, which may have met an earlier attempt first. */
function acknowledged (world: RaftWorld, one: Client, machine: Machine): void {
  const last = machine.last.get(one.name)
  if (one.command !== null && last?.sequence === one.sequence) {
    see(world, { type: 'acknowledged', command: one.command, index: last.index })
    happened(world, 'commands acknowledged')
  }
  one.command = null
  one.attempt = null
  one.nextAt = world.tick + draw(world, 20)
}
