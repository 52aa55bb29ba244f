/** Settings of the role, as they stand in the log. Pure. No secret is among them: keys are files of each machine. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { nameFrom } from './wire/name.ts'

const zoneName = z.string().min(1).max(253)
  .refine(text => nameFrom(text) !== null && text !== '.', 'expected a domain name such as hive.internal')

/** `10.0.0.5:53`, `[::1]:53`. */
export function addressFrom (text: string): { readonly host: string, readonly port: number } | null {
  const [, six, four, port = ''] = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? []
  const host = six ?? four ?? ''
  return isIP(host) === 0 || Number(port) > 65_535 ? null : { host, port: Number(port) }
}
const address = z.string().refine(text => addressFrom(text) !== null, 'expected ADDRESS:PORT, as 0.0.0.0:53 or [::]:53')

/** An address, or a range of them: `10.0.0.0/8`. */
const range = z.string().regex(/^[0-9A-Fa-f:.]+(\/\d{1,3})?$/)
  .refine(text => isIP(text.split('/')[0] ?? '') !== 0, 'expected an address or a range such as 10.0.0.0/8')

const seconds = (standard: number): z.ZodDefault<z.ZodInt> => z.int().min(0).max(86_400).default(standard)

export const config = z.strictObject({
  /** What is made of members and services is below this name. */
  zone: zoneName.default('hive.internal'),
  /** Zones that hold static records only. */
  zones: z.array(zoneName).max(64).default([]),
  /** Zones under in-addr.arpa and ip6.arpa whose PTR records are made of the members' addresses. */
  reverse: z.array(zoneName).max(64).default([]),
  /** Where it listens, on UDP and TCP; by name of the member where they differ, `*` for the others. */
  listen: z.union([address, z.record(z.string(), address)]).default('0.0.0.0:7453'),
  ttlSeconds: z.strictObject({
    service: seconds(5), node: seconds(30), negative: seconds(5), record: seconds(300)
  }).prefault({}),
  /** Who may copy zones (AXFR, IXFR): by address, and with the key if there is one. */
  transfer: z.strictObject({
    allow: z.array(range).max(64).default([]),
    notify: z.array(address).max(16).default([]),
    /** A file of each machine as tsig-keygen writes it; empty for none. */
    keyFile: z.string().max(1_024).default('')
  }).prefault({}),
  /** Answers alike that one network (/24, /56) is given in a second; 0 for no limit. */
  responsesPerSecond: z.int().min(0).max(1_000_000).default(1_000),
  /**
   * `update`: beside answering itself, the first of the servers keeps a zone of another server equal to its own, by
   * signed updates (RFC 2136). The key is a file of each machine.
   */
  driver: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('built-in') }),
    z.strictObject({
      kind: z.literal('update'), server: address, keyFile: z.string().min(1).max(1_024), zone: zoneName.optional()
    })
  ]).default({ kind: 'built-in' }),
  /** Threads that take datagrams in batches through the C library; 0 for none, and one by one as Node takes them. */
  workers: z.int().min(0).max(4).default(1)
})
export type Config = z.output<typeof config>

/** Where a member listens; null when the settings name others only. */
export function listenOf ({ listen }: Config, member: string): { readonly host: string, readonly port: number } | null {
  const text = typeof listen === 'string' ? listen : listen[member] ?? listen['*']
  return text === undefined ? null : addressFrom(text)
}
