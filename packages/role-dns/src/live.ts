/**
 * Records that are made when they are asked for: how old what is answered is, and how far each host is heard.
 *
 * Pure. They are no part of the zone that secondaries copy: they are true of one server at one moment.
 */
import type { Host } from './view.ts'
import { joined, keyOf, label, type Name, type NameKey, parentOf } from './wire/name.ts'
import { TYPE } from './wire/numbers.ts'
import { txtRdata } from './wire/rdata.ts'
import type { RecordSet } from './wire/writing.ts'
import type { Zone } from './zone/zone.ts'

const AGE = label('_age')
const SEQ = label('_seq')

/** How far the words of a host are known. */
export type Hearing = Pick<Host, 'name' | 'seq'>

export interface Moment {
  readonly hosts: readonly Hearing[]
  /** When the quorum was lost, milliseconds; null while there is one. */
  readonly degradedSince: number | null
  /** When the zone's contents changed last. */
  readonly changedAt: number
}

/** `_age.ZONE`: whether there is a quorum, and how old the names are. */
export function ageTexts ({ degradedSince, changedAt }: Moment, serial: number, now: number): readonly string[] {
  const seconds = (since: number): number => Math.max(0, Math.round((now - since) / 1_000))
  return [
    degradedSince === null
      ? 'quorum yes'
      : `quorum no, for ${seconds(degradedSince)} s: members and static records are as they were then`,
    `serial ${serial}, changed ${seconds(changedAt)} s ago`
  ]
}

/** `_seq.HOST.node.ZONE`: the number of the last word that this server has of a host. */
export function seqText ({ hosts }: Moment, host: string, now: number): string | null {
  const seq = hosts.find(({ name }) => name === host)?.seq
  if (seq === undefined) return null
  if (seq === null) return 'boot 0 seq 0'
  return `boot ${seq.boot} seq ${seq.seq} age ${Math.max(0, Math.round((now - seq.at) / 1_000))}`
}

/** The record of a name that is made when it is asked for; null for all others. */
export function liveSet (zone: Zone, key: NameKey, main: Name, moment: Moment, now: number): RecordSet | null {
  if (key.charCodeAt(1) !== UNDERSCORE || zone.key !== keyOf(main)) return null
  const texts = textsFor(zone, key, moment, now)
  return texts === null
    ? null
    : { name: key as string as Name, type: TYPE.TXT, ttl: 0, rdatas: texts.map(text => txtRdata([text])) }
}

const UNDERSCORE = '_'.charCodeAt(0)

function textsFor (zone: Zone, key: NameKey, moment: Moment, now: number): readonly string[] | null {
  const rest = parentOf(key)
  if (key.startsWith(AGE)) return rest === zone.key ? ageTexts(moment, zone.serial, now) : null
  if (!key.startsWith(SEQ)) return null
  const host = rest.slice(1, 1 + rest.charCodeAt(0))
  if (rest !== joined(label(host) + label('node'), zone.key as string as Name) as string) return null
  const text = seqText(moment, host, now)
  return text === null ? null : [text]
}
