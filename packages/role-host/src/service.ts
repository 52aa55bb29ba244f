/**
 * What a service is: the form in which it is registered, and what the others are told of it.
 *
 * Pure. A name is a DNS label (RFC 1035 2.3.1), since names are made of it.
 */
import { isIP } from 'node:net'
import { selectorIn, selects } from '@hivemind/role'
import { z } from 'zod'

/** Services of one machine; with room for them in the facts that a machine may publish on one topic. */
export const SERVICES_MAX = 100

const label = z.string().regex(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'expected 1 to 63 lower-case letters, digits and dashes, no dash at either end'
)
const port = z.int().min(1).max(65_535)
const milliseconds = (least: number): z.ZodInt => z.int().min(least).max(3_600_000)
const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const check = z.discriminatedUnion('type', [
  /** Passes when the answer has a status of 200 to 299; redirects are not followed. */
  z.strictObject({
    type: z.literal('http'),
    url: z.string().max(1_024).refine(isWebAddress, 'expected http://… or https://…')
  }),
  /** Passes when a connection opens. */
  z.strictObject({ type: z.literal('tcp'), host: z.string().min(1).max(255).default('127.0.0.1'), port }),
  /** Passes when the program ends with 0. It is started as it is, by no shell. */
  z.strictObject({ type: z.literal('script'), argv: z.array(z.string().max(1_024)).min(1).max(32) })
])
export type Check = z.output<typeof check>

export const service = z.strictObject({
  name: label,
  port,
  /** Where it is reached; the machine's own address when left out. */
  address: z.string().refine(text => isIP(text) !== 0, 'expected an IPv4 or IPv6 address').optional(),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  tags: z.array(label).max(16).default([]),
  /** Without one it counts as passing while its machine is reachable. */
  check: check.nullable().default(null),
  intervalMs: milliseconds(100).default(5_000),
  timeoutMs: milliseconds(10).default(2_000),
  /** So many successes in a row make a failing service pass, and so many failures the other way round. */
  rise: z.int().min(1).max(10).default(2),
  fall: z.int().min(1).max(10).default(2)
})
export type Service = z.output<typeof service>
export const services = z.array(service).max(SERVICES_MAX)

/** What is observed of a service. */
export interface Health {
  readonly state: 'unknown' | 'passing' | 'failing'
  /** Results in a row that say otherwise than the state. */
  readonly against: number
  /** What the last check said, one line. */
  readonly reason: string
  /** When the state became what it is, wall-clock milliseconds. */
  readonly since: number
}

export const unchecked = ({ check }: Service, now: number): Health => check === null
  ? { state: 'passing', against: 0, reason: 'it has no check', since: now }
  : { state: 'unknown', against: 0, reason: 'it was not checked yet', since: now }

/**
 * What a result makes of the health. The first one counts at once; from then on it takes several in a row, so that one
 * late answer does not take a service out of the names.
 */
export function observed (
  health: Health, result: { readonly ok: boolean, readonly reason: string }, { rise, fall }: Service, now: number
): Health {
  const { reason } = result
  const says = result.ok ? 'passing' : 'failing'
  if (says === health.state) return { ...health, against: 0, reason }
  const against = health.against + 1
  const enough = health.state === 'unknown' || against >= (result.ok ? rise : fall)
  return enough ? { state: says, against: 0, reason, since: now } : { ...health, against, reason }
}

/** What `list` is asked with. */
export const listing = z.strictObject({ selector: z.string().max(2_048).default('') })

/**
 * Services that a selector wants: by their tags, and by name, protocol and health.
 *
 * @throws {HivemindError} HIVE_SELECTOR
 */
export function chosen<Row extends { readonly service: Service, readonly health: Health }> (
  rows: readonly Row[], text: string
): readonly Row[] {
  const selector = selectorIn(text)
  return rows.filter(({ service: { name, protocol, tags }, health }) => selects(
    selector, { ...Object.fromEntries(tags.map(tag => [tag, ''])), name, protocol, health: health.state }
  ))
}

/** What everybody who watches is told: no more than they need, so that a check that says the same is no news. */
export const factOf = ({ port, address, protocol, tags }: Service, { state, since, reason }: Health) => ({
  port, protocol, tags, ...address === undefined ? {} : { address }, health: state, since,
  ...state === 'passing' ? {} : { reason }
})
