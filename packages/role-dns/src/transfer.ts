/**
 * Copies of a zone for secondaries: the whole of it, or what changed since a serial.
 *
 * Pure. Source: RFC 5936 (AXFR), RFC 1995 (IXFR).
 */
import { FLAG, TYPE } from './wire/numbers.ts'
import type { Query } from './wire/reading.ts'
import { Packet, type RecordSet } from './wire/writing.ts'
import { isLater, type Kept } from './zone/history.ts'

/** Packets of a copy are well below what TCP takes, so that a signature fits and nobody waits long for one. */
const PACKET_BYTES = 16 * 1024
/** Room for a signature. */
const RESERVE = 512

/** The packets of a copy, in order. */
export function * copies (query: Query, kept: Kept): Generator<Buffer> {
  let packet = new Packet(PACKET_BYTES, query.question)
  const flags = FLAG.response | FLAG.authoritative | (query.recursionDesired ? FLAG.recursionDesired : 0)
  let records = 0
  for (const set of query.type === TYPE.IXFR ? changesOf(kept, query.from) : wholeOf(kept)) {
    for (const rdata of set.rdatas) {
      const one = { ...set, rdatas: [rdata] }
      if (packet.add(1, one, RESERVE)) {
        records++
        continue
      }
      yield packet.done(query.id, flags)
      // A record that is longer than the others gets a packet of its size.
      packet = new Packet(PACKET_BYTES + rdata.length, null)
      packet.add(1, one, 0)
      records = 1
    }
  }
  if (records > 0) yield packet.done(query.id, flags)
}

function * wholeOf ({ zone }: Kept): Generator<RecordSet> {
  yield zone.soa
  for (const { sets } of zone.nodes.values())
    for (const set of sets.values()) if (set !== zone.soa) yield set
  yield zone.soa
}

/** RFC 1995 4: the new SOA; for each step the old SOA, what went, its SOA, what came; the new SOA again. */
function * changesOf (kept: Kept, from: number | null): Generator<RecordSet> {
  const { zone, differences } = kept
  if (from !== null && !isLater(zone.serial, from)) {
    yield zone.soa // RFC 1995 2: whoever has it all is told the serial.
    return
  }
  const first = differences.findIndex(one => serialOf(one.from) === from)
  const steps = first < 0 ? [] : differences.slice(first)
  const count = steps.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0)
  if (steps.length === 0 || count > zone.nodes.size) return yield * wholeOf(kept)
  yield zone.soa
  for (const step of steps) {
    yield step.from
    yield * step.removed
    yield step.to
    yield * step.added
  }
  yield zone.soa
}

const serialOf = ({ rdatas: [soa] }: RecordSet): number | null =>
  soa === undefined ? null : soa.readUInt32BE(soa.length - 20)
