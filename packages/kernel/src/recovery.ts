/**
 * Recovering a lost majority: the survivors' logs compared, the best one chosen, and what may be lost said exactly.
 *
 * Pure. A plan is data: it decides nothing that was not written down by a survivor, and its hash covers all of it.
 * Source: Raft 5.4.1 (the log whose last term and index are highest holds everything that was committed, if any
 * survivor's
 * does). docs/recovery.md; docs/adr/0007.
 */
import {
  fingerprint, type Index, LIMITS, type NodeId, type Refusal, type Term, index as toIndex, term as toTerm
} from '@hivemind/base'
import { type Member, nextLineage } from '@hivemind/control'
import { refuse } from './errors.ts'

/** One row of a log, as far as people and the comparison need it. */
export interface ReportedEntry {
  readonly index: Index
  readonly term: Term
  readonly type: string
  /** Wall-clock milliseconds; 0 for a no-op. */
  readonly at: number
  readonly txid: string
  /** Chain hash through this entry, hexadecimal. */
  readonly chain: string
}

/** Voters who gave way to others; with `outgoing` a majority of both was needed. */
export interface Replaced {
  readonly until: Index
  readonly voters: readonly NodeId[]
  readonly outgoing: readonly NodeId[]
}

/** What one survivor's disk says. Made where the disk is; may have travelled as a file. */
export interface SurvivorReport {
  readonly version: 1
  readonly id: NodeId
  readonly name: string
  readonly addresses: readonly string[]
  readonly software: string
  readonly cluster: { readonly id: string, readonly name: string }
  readonly epoch: number
  readonly lineage: number
  readonly term: Term
  readonly votedFor: NodeId | null
  readonly firstIndex: Index
  readonly lastIndex: Index
  readonly lastTerm: Term
  readonly chain: string
  /** Highest index that this disk knows to be committed. */
  readonly commit: Index
  /** Runs of entries of one term, in order, over the part that was read; the last ends at `lastIndex`. */
  readonly runs: ReadonlyArray<{
    readonly term: Term
    readonly from: Index
    readonly through: Index
    readonly chain: string
  }>
  /** The newest entries, in order; all that are not known to be committed, as far as the limit goes. */
  readonly tail: readonly ReportedEntry[]
  /** Who counts at the end of this log. */
  readonly voters: readonly NodeId[]
  readonly learners: readonly NodeId[]
  /** The voters before, when the log ends in the middle of a change (thesis 4.3); empty otherwise. */
  readonly outgoing: readonly NodeId[]
  /** Who counted before the entry `until`, for each change that this disk does not know to be committed, in order. */
  readonly replaced: readonly Replaced[]
  readonly members: ReadonlyArray<Pick<Member, 'id' | 'name' | 'wanted'>>
  /** When the last entry with a time was written, wall-clock milliseconds; 0 when there is none. */
  readonly lastAt: number
  /** Set when this disk lost entries that may have been acknowledged. */
  readonly damagedThrough: Index | null
}

export interface Named { readonly id: NodeId, readonly name: string }

/**
 * Entries of a survivor that the chosen log does not hold. They are of an earlier term than its last, so no quorum held
 * them.
 */
export interface Dropped extends Named {
  readonly from: Index
  readonly through: Index
  readonly entries: readonly ReportedEntry[]
}

export interface RecoveryPlan {
  readonly cluster: { readonly id: string, readonly name: string }
  readonly survivor: Named & { readonly lastIndex: Index, readonly lastTerm: Term }
  readonly epoch: { readonly from: number, readonly to: number }
  readonly lineage: { readonly from: number, readonly to: number }
  /** Term of the entries that the recovery writes: above every term that a survivor has seen. */
  readonly term: Term
  /** Who is to vote afterwards, the survivor among them. */
  readonly voters: readonly Named[]
  /** Who counted and is given up: these identities never come back. */
  readonly lost: readonly Named[]
  /** Members that nobody asked and that go on by themselves when they run. */
  readonly others: readonly Named[]
  /**
   * Entries that are kept although no survivor knows them to be committed; whoever sent them may have been told
   * nothing.
   */
  readonly undecided: {
    readonly from: Index
    readonly through: Index
    readonly entries: readonly ReportedEntry[]
  } | null
  readonly dropped: readonly Dropped[]
  readonly behind: ReadonlyArray<Named & { readonly lastIndex: Index, readonly entries: number }>
  /**
   * Whether the lost could have acknowledged entries that no survivor holds, and those that came after what is kept.
   */
  readonly maybeLost: {
    readonly possible: boolean
    readonly after: Index
    readonly since: number
    readonly why: string
  }
  /** What was compared, a line for each survivor in the order of their ids. Part of what the hash covers. */
  readonly compared: readonly string[]
}

/**
 * Decide how the cluster goes on with these survivors.
 *
 * @param reports - of machines that are stopped; all of them are to vote afterwards
 * @returns the plan, or why there is none: HIVE_RECOVER_SURVIVORS, HIVE_RECOVER_QUORUM, HIVE_RECOVER_DIVERGED
 */
export function planRecovery (reports: readonly SurvivorReport[]): RecoveryPlan | Refusal {
  const ordered = [...reports].sort((one, other) => (one.id < other.id ? -1 : 1))
  const best = bestOf(ordered)
  const refusal = best === null
    ? refuse('HIVE_RECOVER_SURVIVORS', 'no survivor is named')
    : unfit(ordered, best) ?? quorumLeft(ordered, best) ?? diverged(ordered, best)
  if (best === null || refusal !== null) return refusal ?? refuse('HIVE_RECOVER_SURVIVORS', 'no survivor is named')
  const compared = ordered.map(comparedLine)
  const mark = fingerprint(compared).low
  const names = new Map(best.members.map(({ id, name }) => [id, name]))
  const named = (id: NodeId): Named => ({ id, name: names.get(id) ?? id })
  const survivors = ordered.map(({ id }) => id)
  const counted = [...new Set([...best.voters, ...best.learners, ...best.outgoing])]
  const others = [...names.keys()].filter(id => !survivors.includes(id) && !counted.includes(id))
  return {
    cluster: best.cluster,
    survivor: { ...named(best.id), lastIndex: best.lastIndex, lastTerm: best.lastTerm },
    epoch: { from: best.epoch, to: best.epoch + 1 },
    lineage: { from: best.lineage, to: nextLineage(best.lineage, mark) },
    term: toTerm(Math.max(...ordered.flatMap(({ term, lastTerm }) => [term, lastTerm])) + 1),
    voters: survivors.map(named),
    lost: counted.filter(id => !survivors.includes(id)).sort().map(named),
    others: others.sort().map(named),
    undecided: undecidedOf(ordered, best),
    dropped: ordered.flatMap(report => droppedOf(report, best)),
    behind: ordered.flatMap(report => behindOf(report, best)),
    maybeLost: maybeLostOf(ordered, best),
    compared
  }
}

/**
 * As a voter would judge (Raft 5.4.1); among equals a whole disk, then who knows more to be committed. Damage does not
 * make
 * a log worse: what is left of it is verified, and may be the only copy.
 */
function bestOf (reports: readonly SurvivorReport[]): SurvivorReport | null {
  const rank = ({ damagedThrough, lastTerm, lastIndex, commit }: SurvivorReport): readonly number[] =>
    [lastTerm, lastIndex, damagedThrough === null ? 1 : 0, commit]
  return [...reports].sort((one, other) => {
    const [left, right] = [rank(one), rank(other)]
    const at = left.findIndex((value, place) => value !== right[place])
    return at === -1 ? (one.id < other.id ? -1 : 1) : (right[at] ?? 0) - (left[at] ?? 0)
  })[0] ?? null
}

/** Whether the named machines can be what they are taken for. */
function unfit (reports: readonly SurvivorReport[], best: SurvivorReport): Refusal | null {
  const wrong = (message: string): Refusal => refuse('HIVE_RECOVER_SURVIVORS', message)
  if (new Set(reports.map(({ id }) => id)).size < reports.length) return wrong('one machine is named twice')
  if (reports.length > LIMITS.votersMax)
    return wrong(`${reports.length} survivors are named, at most ${LIMITS.votersMax} can vote`)
  for (const { name, cluster, lineage } of reports) {
    if (cluster.id !== best.cluster.id)
      return wrong(`${name} belongs to cluster ${cluster.id}, and ${best.name} to ${best.cluster.id}`)
    if (lineage !== best.lineage)
      return wrong(`${name} is of lineage ${lineage}, and ${best.name} of ${best.lineage}: one of them was recovered before`)
  }
  const stranger = reports.find(({ id }) => !best.members.some(member => member.id === id))
  return stranger === undefined ? null : wrong(`${stranger.name} is no member of "${best.cluster.name}" any more`)
}

/** With a majority alive nothing is to be forced, and forcing it could lose what the majority goes on to write. */
function quorumLeft (reports: readonly SurvivorReport[], best: SurvivorReport): Refusal | null {
  const sides = sidesOf(reports, best)
  if (!sides.every(({ whole, needed }) => whole >= needed)) return null
  const [{ whole, all, needed } = { whole: 0, all: 0, needed: 0 }] = sides
  return refuse('HIVE_RECOVER_QUORUM', `${whole} of ${all} voters survive undamaged, and ${needed} are a quorum`)
}

/** The voters, and in the middle of a change those before it: a quorum is a majority of each. */
function sidesOf (reports: readonly SurvivorReport[], { voters, outgoing }: Omit<Replaced, 'until'>) {
  return [voters, outgoing].filter(ids => ids.length > 0).map(ids => {
    const whole = reports.filter(({ id, damagedThrough }) => ids.includes(id) && damagedThrough === null).length
    return { all: ids.length, whole, gone: ids.length - whole, needed: majority(ids.length) }
  })
}

const majority = (voters: number): number => Math.floor(voters / 2) + 1

/** Histories that differ below what is committed are not of one cluster: no choice among them is right. */
function diverged (reports: readonly SurvivorReport[], best: SurvivorReport): Refusal | null {
  for (const report of reports) {
    const shared = lastShared(report, best)
    if (shared === null) continue
    const [left, right] = [chainsOf(report), chainsOf(best)]
    const differs = [...left].find(([at, chain]) => at <= shared && right.has(at) && right.get(at) !== chain)
    if (differs !== undefined)
      return refuse('HIVE_RECOVER_DIVERGED', `entry ${differs[0]} differs on ${report.name} and ${best.name} although their terms agree`)
    if (report.commit > shared)
      return refuse('HIVE_RECOVER_DIVERGED', `${report.name} knows entries through ${report.commit} to be committed, and shares only those through ${shared} with ${best.name}`)
  }
  return null
}

/** Last index where two logs hold the same entry (Raft 5.3, log matching); null when what was read does not overlap. */
export function lastShared (one: SurvivorReport, other: SurvivorReport): Index | null {
  let found = 0
  for (const left of one.runs) {
    for (const right of other.runs) {
      const [from, through] = [Math.max(left.from, right.from), Math.min(left.through, right.through)]
      if (left.term === right.term && from <= through) found = Math.max(found, through)
    }
  }
  return found === 0 ? null : toIndex(found)
}

const chainsOf = ({ runs, tail }: SurvivorReport): Map<number, string> => new Map([
  ...runs.map(({ through, chain }) => [through as number, chain] as const),
  ...tail.map(({ index, chain }) => [index as number, chain] as const)
])

function undecidedOf (reports: readonly SurvivorReport[], best: SurvivorReport): RecoveryPlan['undecided'] {
  const committed = Math.max(...reports.map(({ commit }) => commit))
  if (committed >= best.lastIndex) return null
  const entries = best.tail.filter(({ index }) => index > committed)
  return { from: toIndex(committed + 1), through: best.lastIndex, entries }
}

function droppedOf (report: SurvivorReport, best: SurvivorReport): readonly Dropped[] {
  const shared = lastShared(report, best)
  if (shared === null || report.lastIndex <= shared) return []
  const { id, name, lastIndex, tail } = report
  return [
    { id, name, from: toIndex(shared + 1), through: lastIndex, entries: tail.filter(({ index }) => index > shared) }
  ]
}

function behindOf ({ id, name, lastIndex }: SurvivorReport, best: SurvivorReport): RecoveryPlan['behind'] {
  return lastIndex >= best.lastIndex ? [] : [{ id, name, lastIndex, entries: best.lastIndex - lastIndex }]
}

/**
 * Whether a majority could have been found among those who are not asked. Raft 5.4.3: then they may have committed
 * alone. A change of voters that is not committed may never have reached them, so they may have done it as those who
 * counted before.
 */
function maybeLostOf (reports: readonly SurvivorReport[], best: SurvivorReport): RecoveryPlan['maybeLost'] {
  const committed = Math.max(...reports.map(({ commit }) => commit))
  const ways = [best, ...best.replaced.filter(({ until }) => until > committed)].map(one => sidesOf(reports, one))
  const alone = ways.find(sides => sides.every(({ gone, needed }) => gone >= needed))
  const [side = { gone: 0, all: 0, needed: 1 }] = alone ?? ways[0]?.filter(({ gone, needed }) => gone < needed) ?? []
  const { gone, all, needed } = side
  const why = alone !== undefined
    ? `${gone} of ${all} voters are lost or damaged, and ${needed} are a majority: they may have acknowledged entries that no survivor holds`
    : `only ${gone} of ${all} voters are lost, and ${needed} are a majority: whatever was acknowledged is on a survivor`
  return { possible: alone !== undefined, after: best.lastIndex, since: best.lastAt, why }
}

/** Everything by which one survivor was judged. */
const comparedLine = (report: SurvivorReport): string =>
  [
    report.id,
    `lineage ${report.lineage}`,
    `epoch ${report.epoch}`,
    `term ${report.term}`,
    `vote ${report.votedFor ?? '-'}`,
    `last ${report.lastIndex} of term ${report.lastTerm}`,
    `chain ${report.chain}`,
    `committed ${report.commit}`,
    report.damagedThrough === null ? 'whole' : `damaged through ${report.damagedThrough}`
  ].join(', ')
