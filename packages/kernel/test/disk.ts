/**
 * A disk that never fails: what a node wrote, and the node that starts from it. Holds a log without gaps or throws.
 *
 * Pure.
 */
import { clusterId, type Index, index, type NodeId, nodeId, prng, term, wallMs } from '@hivemind/base'
import {
  type Claim, type Control, type ControlSnapshot, exportState, importState, recomputeHash
} from '@hivemind/control'
import type { Entry, HardState, Repair } from '@hivemind/raft'
import {
  type Acquainted, type Effect, foundingEntries, type JoinPlan, type Started, startKernel
} from '../src/index.ts'
import { jsonTools } from './json-tools.ts'

export interface Disk {
  hard: HardState
  /** Index before the first entry held. */
  base: Index
  entries: Entry[]
  commit: Index
  snapshot: ControlSnapshot | null
  boots: number
  /** Set when entries were lost that may have been acknowledged. */
  repair: Repair | null
  /** Where it is reached now, when that is elsewhere than it was. */
  address?: string
  /** Whom the node knew when its log was whole. */
  acquainted: Acquainted | null
}

export const emptyDisk = (): Disk =>
  ({
    hard: { term: term(0), votedFor: null }, base: index(0), entries: [], commit: index(0), snapshot: null, boots: 0,
    repair: null, acquainted: null
  })

export const copyOf = (disk: Disk): Disk => ({ ...disk, entries: [...disk.entries] })

/** Perform a write; throws when it would leave a gap in the log. */
export function write (disk: Disk, effect: Effect & { type: 'persist' }): void {
  const { hard, truncateFrom, entries, commit } = effect
  if (hard !== null) disk.hard = hard
  if (truncateFrom !== null) disk.entries = disk.entries.filter(entry => entry.index < truncateFrom)
  for (const entry of entries) {
    const next = disk.base + disk.entries.length + 1
    if (entry.index !== next) throw new Error(`a gap: entry ${entry.index} was written where ${next} is next`)
    disk.entries.push(entry)
  }
  if (commit > disk.commit) disk.commit = commit
}

/** The log loses everything after its first entries, and knows what it lost. */
export function damage (disk: Disk, keeps: number): void {
  const last = disk.entries.at(-1)
  if (last === undefined) return
  disk.repair = { index: last.index, term: last.term }
  disk.entries = disk.entries.slice(0, keeps)
  disk.commit = index(Math.min(disk.commit, keeps))
}

/** An entry of the log says something else than was written, and is as whole as before. */
export function spoil (disk: Disk, at: number): void {
  const tools = jsonTools(nodeId('a'))
  disk.entries = disk.entries.map(entry => {
    const envelope = entry.index === at ? tools.decodeEnvelope(entry.payload) : null
    return envelope === null ? entry : { ...entry, payload: tools.encodeEnvelope({ ...envelope, at: wallMs(7) }) }
  })
}

/** A state in which the members run what they do not run, and which is as whole as any. */
export function forged (control: Control): ControlSnapshot {
  const liar = importState(exportState(control))
  if ('code' in liar) throw new Error(liar.message)
  for (const [id, member] of liar.members) liar.members.set(id, { ...member, version: '6.6.6' })
  Object.assign(liar.hash, recomputeHash(liar))
  return exportState(liar)
}

export const claimOf = (id: string, name: string = id): Claim =>
  ({ id: nodeId(id), name, addresses: [addressOf(id)], version: '0.1.0' })

export const addressOf = (id: string): string => `${id}.example:7400`

/** Start a node from its disk, as the agent does. */
export function boot (
  id: NodeId, disk: Disk, plan: JoinPlan | null, seed: number, now: number, leaseReads = false
): Started {
  const begun = startKernel({
    self: id, name: plan?.name ?? id, version: '0.1.0', listen: [disk.address ?? addressOf(id)], seed: prng(seed),
    now: wallMs(now), tools: jsonTools(id),
    hard: disk.hard, snapshot: disk.snapshot, commit: disk.commit, repair: disk.repair,
    acquainted: disk.acquainted, plan, leaseReads, boot: ++disk.boots,
    entries: disk.entries.filter(entry => entry.index > (disk.snapshot?.appliedIndex ?? 0))
  })
  if ('code' in begun) throw new Error(begun.message)
  return begun
}

/** The disk of somebody who ran `init`. */
export function foundingDisk (founder: NodeId, now: number): Disk {
  const tools = jsonTools(founder)
  const entries = foundingEntries(tools, { prng: prng(1) }, clusterId('c1'), 'prod', claimOf(founder), wallMs(now))
  return { ...emptyDisk(), entries: [...entries], commit: index(entries.length) }
}

/** The log of a cluster in which everybody has joined and the voters vote; committed everywhere, in term 1. */
export function grownDisk (voters: readonly NodeId[], members: readonly NodeId[], now: number): Disk {
  const [founder, ...others] = [...voters, ...members]
  if (founder === undefined) throw new Error('a cluster has a founder')
  const disk = foundingDisk(founder, now)
  const append = (type: string, body: unknown): void => {
    const payload = jsonTools(founder).encodeEnvelope({
      type, version: 1, txid: '7a', actor: 'operator', cause: '', reason: '', trace: '', at: wallMs(now), session: '',
      sequence: 0, body
    })
    const place = { index: index(disk.entries.length + 1), term: term(1), payload }
    const configuration = { voters: [...voters].sort(), learners: [] }
    if (type === 'voters-changed') disk.entries.push({ ...place, kind: 'configuration', configuration })
    else disk.entries.push({ ...place, kind: 'command' })
  }
  for (const id of others) {
    const voter = voters.includes(id)
    append('join-requested', { request: `J-${id}`, claim: claimOf(id), voter, token: null, via: founder })
    append('join-approved', { request: `J-${id}`, by: 'operator' })
  }
  if (voters.length > 1) append('voters-changed', { voters: [...voters].sort(), learners: [] })
  return { ...disk, commit: index(disk.entries.length), hard: { term: term(1), votedFor: null } }
}
