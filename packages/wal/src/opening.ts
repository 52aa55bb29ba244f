/**
 * Opens a log: reads every segment, decides what can be trusted, and writes the repair mark before anything else.
 *
 * Touches the disk. Reading decides, then one step mutates: a crash in between finds the same damage again.
 */
import { createHash } from 'node:crypto'
import { HivemindError, type Index, index, type Term, term } from '@hivemind/base'
import { NO_CHAIN, sameChain } from './chain.ts'
import { type Disk, type DiskFile, isFull } from './disk.ts'
import { refuse } from './errors.ts'
import { CHAIN_BYTES, SEGMENT_BYTES_MAX, type State, segmentSeed } from './format.ts'
import type { Cursor } from './group.ts'
import { type Lost, type Parsed, parseSegment } from './parsing.ts'
import {
  fileBytesFor, mendHeader, PREPARED, prepareFile, removeSegments, type Segment, segmentName, sequenceOf, startSegment,
  writeAgain
} from './segment.ts'
import type { Base, Damage, Repair, Restored } from './types.ts'

export interface Sizes { readonly segmentBytes: number, readonly ringSlots: number, readonly owner: Uint8Array }

export interface Opened {
  readonly restored: Restored
  readonly segments: Segment[]
  readonly cursor: Cursor
  readonly state: State
  readonly last: Base
}

const NEW_BASE: Base = { index: index(0), term: term(0), chain: NO_CHAIN }
const NEW_STATE: State = { term: term(0), votedFor: null, repair: null, amnesia: false }

/** What was found, before anything is changed. */
interface Found {
  /** The segments that hold the log, in order, each cut to the base of the next. */
  readonly log: Segment[]
  /** Segments whose entries are void; deleted at the end. */
  readonly voided: Segment[]
  readonly damage: Damage[]
  last: Base
  lost: (Lost & { where: string }) | null
  /** A segment was not readable, so the log does not go on behind it unless a later base proves that it does. */
  broken: boolean
  state: State | null
  commit: number
  termSeen: number
  newest: { parsed: Parsed, segment: Segment } | null
  amnesia: string | null
  sequence: number
  /** Every file opened so far, to be closed when opening fails. */
  readonly files: DiskFile[]
}

export function ownerOf (identity: string): Uint8Array {
  return createHash('sha256').update(identity).digest()
}

/**
 * Open the log in a directory, or make a new one in an empty directory.
 *
 * @throws {HIVE_WAL_FOREIGN} nothing changed
 * @throws {HIVE_WAL_VERSION} nothing changed
 * @throws {HIVE_WAL_FULL} nothing changed: no room for the first segment, or for the one that carries a repair mark
 * @throws {HIVE_WAL_FAILED} the disk failed while opening
 */
export async function openLog (disk: Disk, sizes: Sizes): Promise<Opened> {
  const names = (await disk.list()).filter(name => sequenceOf(name) !== null).sort()
  const found: Found = {
    log: [], voided: [], damage: [], last: NEW_BASE, lost: null, broken: false, state: null, commit: 0, termSeen: 0,
    newest: null, amnesia: null, sequence: 0, files: []
  }
  try {
    await examineAll(disk, sizes, found, names)
    if ((await disk.list()).includes(PREPARED)) await disk.remove(PREPARED)
    judge(found, names.length > 0)
    return await (names.length > 0 && soundEnd(found) ? goOn(disk, found) : roll(disk, sizes, found))
  } catch (error) {
    await Promise.allSettled(found.files.map(file => file.close()))
    if (error instanceof HivemindError) throw error
    throw new HivemindError(
      refuse(isFull(error) ? 'HIVE_WAL_FULL' : 'HIVE_WAL_FAILED', `the log cannot be opened: ${String(error)}`),
      { cause: error }
    )
  }
}

/** One after another in the same memory: touching it for the first time costs as much as reading into it. */
async function examineAll (disk: Disk, sizes: Sizes, found: Found, names: readonly string[]): Promise<void> {
  const bytesMax = Math.max(0, ...await Promise.all(names.map(name => disk.size(name))))
  const bytes = Buffer.allocUnsafeSlow(Math.min(bytesMax, SEGMENT_BYTES_MAX))
  for (const name of names) await examine(disk, sizes, found, name, bytes)
  bytes.buffer.transfer(0) // Nothing of it is kept, and an idle agent's collector would leave it for minutes.
}

async function examine (disk: Disk, sizes: Sizes, found: Found, name: string, bytes: Buffer): Promise<void> {
  const sequence = sequenceOf(name) ?? 0
  found.sequence = sequence
  found.newest = null
  const file = await disk.open(name)
  found.files.push(file)
  const parsed = parseSegment(bytes.subarray(0, await file.read(bytes, 0)), sequence, sizes.owner)
  if (parsed === 'foreign') {
    throw new HivemindError(
      refuse('HIVE_WAL_FOREIGN', `${name} belongs to another identity than the one that opens it`)
    )
  }
  if (parsed === 'version')
    throw new HivemindError(refuse('HIVE_WAL_VERSION', `${name} has another format version than 1`))
  const segment = segmentOf(name, sequence, file, parsed, sizes)
  if (parsed === 'unreadable') {
    found.broken = true
    found.voided.push(segment)
    found.lost = {
      through: Math.max(found.lost?.through ?? 0, found.last.index + 1),
      term: found.last.term,
      where: `superblock of ${name}`
    }
    return
  }
  found.newest = { parsed, segment }
  await link(found, parsed, segment)
  if (parsed.state !== null) found.state = parsed.state
  if (!found.broken) found.commit = Math.max(found.commit, parsed.commit)
  found.termSeen = Math.max(found.termSeen, parsed.last.term, parsed.lost?.term ?? 0)
}

function segmentOf (
  name: string,
  sequence: number,
  file: DiskFile,
  parsed: Parsed | 'unreadable',
  sizes: Sizes
): Segment {
  const seed = segmentSeed(sizes.owner, sequence)
  if (parsed === 'unreadable') {
    const nothing = { base: NEW_BASE, ringSlots: 1, fileBytes: 0, offsets: [], end: 0 }
    return { name, sequence, file, seed, ...nothing, reads: new Set() }
  }
  const { base, ringSlots, fileBytes } = parsed.superblock
  return {
    name,
    sequence,
    file,
    base,
    seed,
    ringSlots,
    fileBytes,
    offsets: [...parsed.offsets],
    end: parsed.cursor.position,
    reads: new Set()
  }
}

/** Put a segment behind the log so far when its base proves that it belongs there. */
async function link (found: Found, parsed: Parsed, segment: Segment): Promise<void> {
  const { base } = segment
  const starts = parsed.superblock.anew || (found.log.length === 0 && !found.broken)
  if (starts) {
    found.voided.push(...found.log.splice(0))
    found.commit = 0
  } else if (!(await belongs(found, base))) {
    const through = Math.max(
      parsed.last.index,
      parsed.lost?.through ?? 0,
      found.lost?.through ?? 0,
      found.last.index + 1
    )
    const where = found.lost?.where ?? `gap before ${segment.name}`
    found.lost = { through, term: Math.max(parsed.last.term, parsed.lost?.term ?? 0), where }
    found.broken = true
    found.voided.push(segment)
    return
  } else {
    while (found.log.length > 0 && (found.log.at(-1)?.base.index ?? 0) >= base.index && found.log.length > 1) {
      const voided = found.log.pop()
      if (voided !== undefined) found.voided.push(voided)
    }
    const before = found.log.at(-1)
    if (before !== undefined) before.offsets.length = Math.min(before.offsets.length, base.index - before.base.index)
  }
  found.broken = false
  found.log.push(segment)
  found.last = parsed.last
  found.lost = parsed.lost === null ? null : { ...parsed.lost, where: `records of ${segment.name}` }
}

/** Is `base` a point of the log so far? */
async function belongs (found: Found, base: Base): Promise<boolean> {
  if (base.index === found.last.index) return found.log.length > 0 && sameChain(base.chain, found.last.chain)
  const holder = found.log.findLast(segment => segment.base.index <= base.index)
  if (holder === undefined || base.index > found.last.index) return false
  if (holder.base.index === base.index) return sameChain(holder.base.chain, base.chain)
  const offset = holder.offsets[base.index - holder.base.index - 1]
  if (offset === undefined) return false
  const chain = Buffer.alloc(CHAIN_BYTES)
  await holder.file.read(chain, offset + 56)
  return sameChain(chain, base.chain)
}

/** Add what the newest segment says about term, vote and lost entries to the findings. */
function judge (found: Found, any: boolean): void {
  const newest = found.newest?.parsed ?? null
  const name = segmentName(found.sequence)
  if (newest !== null && newest.torn !== null) found.damage.push({ type: 'torn-tail', segment: name, ...newest.torn })
  if (newest !== null && newest.lost === null && (newest.rotten || newest.rottenCopies.length > 0)) {
    found.damage.push({ type: 'healed', where: name })
  }
  if (any) {
    if (newest === null) found.amnesia = `the newest segment, ${name}, is not readable`
    else if (newest.blank) found.amnesia = 'the newest segment holds no whole record'
    else if (newest.stateLost || newest.state === null) found.amnesia = 'the newest term and vote are not readable'
    else if (newest.sealed) found.amnesia = `the segment after ${name} is missing`
    else if (newest.state.amnesia) found.amnesia = 'found at an earlier opening'
  }
  if (found.lost !== null) {
    const { through, term: lostTerm, where } = found.lost
    found.damage.push({ type: 'damaged', through: index(through), term: term(lostTerm), where })
  }
  if (found.amnesia !== null) found.damage.push({ type: 'amnesia', reason: found.amnesia })
}

/** May appends go on in the newest segment as it is? */
function soundEnd (found: Found): boolean {
  const { newest } = found
  if (newest === null || found.lost !== null || newest.parsed.rotten || newest.segment !== found.log.at(-1))
    return false
  return (
    found.amnesia === null ||
    (newest.parsed.state?.amnesia === true && !newest.parsed.sealed && !newest.parsed.stateLost)
  )
}

async function goOn (disk: Disk, found: Found): Promise<Opened> {
  const { parsed, segment } = found.newest as NonNullable<Found['newest']>
  if (parsed.torn !== null) await segment.file.write(Buffer.alloc(parsed.torn.bytes), parsed.torn.offset)
  await writeAgain(segment, parsed.unproven)
  // Always: what was read may still be in the page cache only, and will be relied on as durable.
  await segment.file.sync()
  await mendHeader(segment, parsed)
  await disk.syncDirectory()
  await removeSegments(disk, found.voided)
  const state = parsed.state ?? NEW_STATE
  return { restored: restoredOf(found, state), segments: found.log, cursor: parsed.cursor, state, last: found.last }
}

/**
 * Start a new segment at the last entry that can be trusted; it carries the repair mark and voids what is behind it.
 */
async function roll (disk: Disk, sizes: Sizes, found: Found): Promise<Opened> {
  const known = found.state ?? NEW_STATE
  const state: State = {
    // Without its state a node knows at least that the terms it saw have passed.
    term: term(found.amnesia === null ? known.term : Math.max(known.term, found.termSeen)),
    votedFor: found.amnesia !== null && found.termSeen > known.term ? null : known.votedFor,
    repair: furthest(known.repair, found.lost),
    amnesia: known.amnesia || found.amnesia !== null
  }
  const anew = found.log.length === 0
  const base = anew ? NEW_BASE : found.last
  const fileBytes = Math.max(sizes.segmentBytes, fileBytesFor(0, sizes.ringSlots))
  // What was read may still be in the page cache only, and will be relied on as durable.
  if (found.newest !== null && found.newest.segment === found.log.at(-1))
    await writeAgain(found.newest.segment, found.newest.parsed.unproven)
  for (const kept of found.log) await kept.file.sync()
  const file = await prepareFile(disk, PREPARED, fileBytes)
  found.files.push(file)
  const { segment, cursor } = await startSegment(disk, { file, name: PREPARED }, {
    sequence: found.sequence + 1, base, owner: sizes.owner, ringSlots: sizes.ringSlots, fileBytes, anew
  }, state)
  await removeSegments(disk, found.voided)
  return { restored: restoredOf(found, state), segments: [...found.log, segment], cursor, state, last: base }
}

function furthest (known: Repair | null, lost: Lost | null): Repair | null {
  if (lost === null) return known
  return {
    index: Math.max(known?.index ?? 0, lost.through) as Index,
    term: Math.max(known?.term ?? 0, lost.term) as Term
  }
}

function restoredOf (found: Found, state: State): Restored {
  const base = found.log[0]?.base ?? NEW_BASE
  const last = found.log.length === 0 ? NEW_BASE : found.last
  return {
    hard: { term: state.term, votedFor: state.votedFor },
    base,
    lastIndex: last.index,
    lastTerm: last.term,
    commit: index(Math.max(base.index, Math.min(found.commit, last.index))),
    repair: state.repair,
    damage: found.damage
  }
}

