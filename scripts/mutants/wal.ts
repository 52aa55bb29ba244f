/**
 * Bugs of the log on disk.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

/** Writing: what is durable when, and what stops after a failure. */
const WRITING: readonly Mutant[] = [
  {
    id: 'wal-writes-without-sync', rows: ['D1'], file: 'writer.ts',
    bug: 'an append resolves when its bytes are written, not when they are synced',
    text: '      await active.file.sync()\n', becomes: ''
  },
  {
    id: 'wal-answers-before-the-write', rows: ['D1'], file: 'writer.ts',
    bug: 'the appends of a group are told that they are durable before the write',
    text: '    await this.#write(group.map(',
    becomes: '    for (const waiting of group) waiting.resolve()\n    await this.#write(group.map('
  },
  {
    id: 'wal-tries-a-failed-sync-again', rows: ['D2'], file: 'writer.ts',
    bug: 'a sync that failed is called once more, and its success believed',
    text: 'await active.file.sync()',
    becomes: 'await active.file.sync().catch(() => active.file.sync())'
  },
  {
    id: 'wal-goes-on-after-a-failed-sync', rows: ['D2'], file: 'writer.ts',
    bug: 'a failed write or sync refuses the appends that wait, and the next one is taken',
    text: '    if (!full) this.#failed = reason\n', becomes: ''
  },
  {
    id: 'wal-vote-in-the-same-write', rows: ['RF1', 'RF2'], file: 'writer.ts',
    bug: 'a vote goes into one write with the entries after it, so that a torn write can lose the vote alone',
    text: 'if (changesLog(first) && stateAfter(this.#state, first) !== this.#state) await this.#stateAlone(first)',
    becomes: ''
  },
  {
    id: 'wal-commit-before-the-cut', rows: ['RF23'], file: 'writer.ts',
    bug: 'a state that is made durable by itself says the commit index of entries that are cut and written only after it',
    text: 'entries: [], commit: 0, last', becomes: 'entries: [], last'
  },
  {
    id: 'wal-commit-in-the-copy-before-the-cut', rows: ['RF23'], file: 'plan.ts',
    bug: 'a copy of the state before a truncation says the commit index that comes with the truncation',
    text: '    if (job.cutTo === null) commit =', becomes: '    commit ='
  },
  {
    id: 'wal-vote-behind-waiting-entries', rows: ['RF2'], file: 'writer.ts',
    bug: 'a group goes on past an append that changes the vote',
    text: '      if (changesLog(job) && state !== this.#state) break\n', becomes: ''
  },
  {
    id: 'wal-state-without-its-vote', rows: ['RF2', 'RF3'], file: 'plan.ts',
    bug: 'a write that only changes the vote is left out, since the term is the same',
    text: 'const same = hard.term === state.term && hard.votedFor === state.votedFor &&',
    becomes: 'const same = hard.term === state.term &&'
  },
  {
    id: 'wal-copies-no-state', rows: ['RF29', 'D3'], file: 'plan.ts',
    bug: 'the newest term and vote are not written again before they leave the header ring',
    text: '  const every = copyEvery(ringSlots)\n', becomes: '  const every = 2 ** 40\n'
  },
  {
    id: 'wal-end-stays-after-a-refusal', rows: ['D4'], file: 'writer.ts',
    bug: 'entries that a full disk refused still count as the end of the log',
    text: '    this.#listener.reset(this.#last)\n', becomes: ''
  },
  {
    id: 'wal-no-reserve', rows: ['D4'], file: 'writer.ts',
    bug: 'entries fill a segment to its end, so that a node on a full disk cannot write its vote',
    text: 'if (bytes > end - (changesLog(job) ? RESERVE_BYTES : SEAL_BYTES)', becomes: 'if (bytes > end - SEAL_BYTES'
  },
  {
    id: 'wal-full-disk-is-the-end', rows: ['D4'], file: 'writer.ts',
    bug: 'a full disk ends the log for good, as if a sync had failed',
    text: "error instanceof HivemindError && error.code === 'HIVE_WAL_FULL'",
    becomes: "error instanceof HivemindError && error.code === 'HIVE_WAL_ORDER'"
  },
  {
    id: 'wal-seals-before-there-is-a-next', rows: ['D6'], file: 'writer.ts',
    bug: 'the old segment is sealed before the next one exists, so that a crash in between is amnesia',
    text: '    const old = this.#active\n    const { owner, ringSlots } = this.#sizes\n',
    becomes: '    const old = this.#active\n    const { owner, ringSlots } = this.#sizes\n' +
      '    for (const early of encodeGroup(old, this.#cursor, [sealPut(this.#last, this.#commit, null)]).writes) await old.file.write(early.bytes, early.at)\n' +
      '    await old.file.sync()\n'
  },
  {
    id: 'wal-rotates-without-its-entries', rows: ['D6', 'RF23'], file: 'writer.ts',
    bug: 'a segment that truncates starts after the end of the old one, not at the cut',
    text: '    const base = job.cutTo ?? this.#last\n', becomes: '    const base = this.#last\n'
  }
]

/** Segments: names, directories, what a crash leaves. */
const SEGMENTS: readonly Mutant[] = [
  {
    id: 'wal-name-before-content', rows: ['D5'], file: 'segment.ts',
    bug: 'a segment gets its name before its first record is durable',
    text: '  await prepared.file.sync()\n  const name', becomes: '  const name'
  },
  {
    id: 'wal-directory-not-synced', rows: ['D5'], file: 'segment.ts',
    bug: 'entries go into a segment whose name may be gone after a crash',
    text: '  await disk.syncDirectory()\n  const segment: Segment', becomes: '  const segment: Segment'
  },
  {
    id: 'wal-removes-the-newest-first', rows: ['D5', 'D8'], file: 'segment.ts',
    bug: 'segments are deleted from the newest on, so that a crash in between leaves a gap',
    text: 'for (const segment of segments) {', becomes: 'for (const segment of [...segments].reverse()) {'
  },
  {
    id: 'wal-drops-what-is-kept', rows: ['RF23', 'D8'], file: 'writer.ts',
    bug: 'dropping history takes one segment too many',
    text: '?? index) < index) count++', becomes: '?? index) <= index) count++'
  },
  {
    id: 'wal-truncates-below-its-first', rows: ['RF23'], file: 'wal.ts',
    bug: 'a truncation below the first kept entry is not refused',
    text: '    if (from < this.first()) throw order(', becomes: '    if (from < 0) throw order('
  },
  {
    id: 'wal-takes-a-gap', rows: ['RF14', 'RF23'], file: 'wal.ts',
    bug: 'an entry that leaves a gap after the last one is taken',
    text: '  if (entry.index !== last.index + 1) throw', becomes: '  if (entry.index <= last.index) throw'
  }
]

/** Reading back: torn or rotten, ours or not, durable or only in memory. */
const READING: readonly Mutant[] = [
  {
    id: 'wal-rot-is-a-torn-tail', rows: ['D3', 'D1'], file: 'parsing.ts',
    bug: 'a last record that rotted is cut like one that was never whole, although its header says it was written',
    text: 'if (slot !== null && slot.ordinal % block.ringSlots === nth) take(slot)',
    becomes: 'if (slot !== null && slot.ordinal < 0) take(slot)'
  },
  {
    id: 'wal-torn-tail-is-rot', rows: ['D3'], file: 'parsing.ts',
    bug: 'bytes of a write that was never acknowledged count as lost entries',
    text: '  const lost = judgeTail(reading)\n',
    becomes: '  const lost = judgeTail(reading) ??\n    (reading.contentEnd > reading.position ? { through: reading.last.index + 1, term: reading.last.term } : null)\n'
  },
  {
    id: 'wal-no-header-ring', rows: ['D3'], file: 'group.ts',
    bug: 'headers are not written a second time',
    text: 'bytes: bodies }, ...ringWrites(slots, firstSlot, ringSlots)]',
    becomes: 'bytes: bodies }, ...ringWrites(slots, firstSlot, ringSlots).slice(9)]'
  },
  {
    id: 'wal-stops-at-the-first-rot', rows: ['D3', 'D8'], file: 'parsing.ts',
    bug: 'records behind a rotten one are given up, although the hash chain shows that nothing between them counted',
    text: 'while (takeNext(reading) || takeFromSlot(reading) || resume(reading));',
    becomes: 'while (takeNext(reading) || (reading.ordinal < 0 && (takeFromSlot(reading) || resume(reading))));'
  },
  {
    id: 'wal-torn-bytes-stay', rows: ['D3', 'D7'], file: 'opening.ts',
    bug: 'the bytes of a torn write stay behind the log, and the next start takes them for something',
    text: '  if (parsed.torn !== null) await segment.file.write(Buffer.alloc(parsed.torn.bytes), parsed.torn.offset)\n',
    becomes: ''
  },
  {
    id: 'wal-one-superblock', rows: ['D8'], file: 'parsing.ts',
    bug: 'only the first copy of the superblock is read',
    text: 'const block = copies.find(', becomes: 'const block = copies.slice(0, 1).find('
  },
  {
    id: 'wal-lost-segment-is-skipped', rows: ['D8', 'RF23'], file: 'opening.ts',
    bug: 'a segment whose base does not continue the log is put behind it all the same',
    text: '  } else if (!(await belongs(found, base))) {', becomes: '  } else if (found.log.length < 0) {'
  },
  {
    id: 'wal-commit-ahead-of-its-log', rows: ['D4'], file: 'opening.ts',
    bug: 'the commit index that was stored is believed beyond the end of the log',
    text: 'Math.max(base.index, Math.min(found.commit, last.index))', becomes: 'Math.max(base.index, found.commit)'
  },
  {
    id: 'wal-repair-mark-is-lost', rows: ['D8', 'RF29'], file: 'opening.ts',
    bug: 'an earlier mark of lost entries is forgotten when new damage is found',
    text: '    index: Math.max(known?.index ?? 0, lost.through) as Index,', becomes: '    index: lost.through as Index,'
  },
  {
    id: 'wal-amnesia-is-forgotten', rows: ['RF29'], file: 'opening.ts',
    bug: 'amnesia is told at the first opening only',
    text: 'amnesia: known.amnesia || found.amnesia !== null', becomes: 'amnesia: false'
  },
  {
    id: 'wal-newest-segment-may-miss', rows: ['RF29', 'D8'], file: 'opening.ts',
    bug: 'a missing newest segment, and with it maybe a vote, goes unnoticed',
    text: '    else if (newest.sealed) found', becomes: '    else if (newest.sealed && newest.blank) found'
  },
  {
    id: 'wal-lost-state-goes-unnoticed', rows: ['RF29', 'RF1'], file: 'opening.ts',
    bug: 'a rotten newest vote gives way to the one before it',
    text: 'else if (newest.stateLost || newest.state === null) found', becomes: 'else if (newest.state === null) found'
  },
  {
    id: 'wal-opened-without-sync', rows: ['D7'], file: 'opening.ts',
    bug: 'what was read at the start is relied on while it may be in the page cache only',
    text: '  await segment.file.sync()\n  await mendHeader(segment, parsed)\n',
    becomes: '  await mendHeader(segment, parsed)\n'
  },
  {
    id: 'wal-slot-before-its-record', rows: ['D3', 'D7'], file: 'opening.ts',
    bug: 'opening says in the header that a record is durable which may still be in the page cache only',
    text: '  await segment.file.sync()\n  await mendHeader(segment, parsed)\n',
    becomes: '  await mendHeader(segment, parsed)\n  await segment.file.sync()\n'
  },
  {
    id: 'wal-rolled-without-sync', rows: ['D7'], file: 'opening.ts',
    bug: 'a new segment is started after entries that may be in the page cache only',
    text: '  for (const kept of found.log) await kept.file.sync()\n', becomes: ''
  },
  {
    id: 'wal-record-of-another-place', rows: ['D9'], file: 'format.ts',
    bug: 'a record that was written for another place in the file is believed',
    text: ' || bytes.readUInt32LE(at + 8) !== offset) return null', becomes: ') return null'
  },
  {
    id: 'wal-record-of-another-segment', rows: ['D9'], file: 'format.ts',
    bug: 'checksums are seeded by the owner alone, so that a stale sector of an older segment fits',
    text: '  return crc32c(bytes, crc32c(owner))',
    becomes: '  return crc32c(bytes, crc32c(owner)) === 0 ? 0 : crc32c(owner)'
  },
  {
    id: 'wal-reads-without-the-chain', rows: ['D9'], file: 'reading.ts',
    bug: 'entries are read back without their hash chain',
    text: '  if (!sameChain(chainAfter(before, record), record.chain)) return null\n', becomes: ''
  },
  {
    id: 'wal-opens-without-the-chain', rows: ['D9'], file: 'parsing.ts',
    bug: 'entries are taken at the start without their hash chain',
    text: '        record.term >= last.term &&\n        sameChain(chainAfter(last.chain, record), record.chain)',
    becomes: '        record.term >= last.term'
  },
  {
    id: 'wal-believes-every-seal', rows: ['D3'], file: 'sealed.ts',
    bug: 'a sealed segment is taken as it is, whatever its sum says',
    text: '|| sumAfter(0, file.subarray(start, seal.offset)) !== sum) return null',
    becomes: '|| (sum < 0 && sumAfter(0, file.subarray(start, seal.offset)) !== sum)) return null'
  },
  {
    id: 'wal-of-somebody-else', rows: ['D9', 'RF29'], file: 'parsing.ts',
    bug: 'a segment of another identity is opened',
    text: "  if (block.owner.some((byte, at) => byte !== owner[at])) return 'foreign'\n", becomes: ''
  },
  {
    id: 'wal-remembers-what-was-cut', rows: ['RF23', 'C2'], file: 'wal.ts',
    bug: 'an entry that was cut is still given to readers from memory',
    text: '      this.#recent.cutTo(cutTo.index)\n', becomes: ''
  }
]

export const WAL: readonly Mutant[] = [...WRITING, ...SEGMENTS, ...READING]
