/**
 * Reports of survivors as files from other machines: read, bounded and checked before anything is compared.
 *
 * Touches the file that is named.
 */
import { readFileSync, statSync } from 'node:fs'
import { HivemindError, LIMITS } from '@hivemind/base'
import type { SurvivorReport } from '@hivemind/kernel'
import { refuse } from '../errors.ts'

const BYTES_MAX = 16 * 1024 * 1024
const HEX_CHAIN = /^[0-9a-f]{64}$/
type Check = (value: unknown) => boolean

const whole: Check = value => Number.isSafeInteger(value) && (value as number) >= 0
const text: Check = value => typeof value === 'string' && value.length <= LIMITS.reasonBytesMax
const chain: Check = value => typeof value === 'string' && HEX_CHAIN.test(value)
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value)
const listOf =
  (check: Check, most: number): Check =>
  value =>
    Array.isArray(value) && value.length <= most && value.every(check)
const shaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  value => {
    if (typeof value !== 'object' || value === null) return false
    const record = value as Readonly<Record<string, unknown>>
    return Object.entries(fields).every(([name, check]) => check(record[name]))
  }

const FIELDS: Readonly<Record<Exclude<keyof SurvivorReport, 'version'>, Check>> = {
  id: text, name: text, addresses: listOf(text, LIMITS.addressesMax), software: text,
  cluster: shaped({ id: text, name: text }), epoch: whole, lineage: whole, term: whole, votedFor: orNull(text),
  firstIndex: whole, lastIndex: whole, lastTerm: whole, chain, commit: whole,
  runs: listOf(shaped({ term: whole, from: whole, through: whole, chain }), 100_000),
  tail: listOf(shaped({ index: whole, term: whole, type: text, at: whole, txid: text, chain }), 10_000),
  voters: listOf(text, LIMITS.votersMax), learners: listOf(text, LIMITS.membersMax),
  outgoing: listOf(text, LIMITS.votersMax),
  replaced: listOf(shaped({
    until: whole, voters: listOf(text, LIMITS.votersMax), outgoing: listOf(text, LIMITS.votersMax)
  }), 10_000),
  members: listOf(shaped({ id: text, name: text, wanted: text }), LIMITS.membersMax),
  lastAt: whole, damagedThrough: orNull(whole)
}

/**
 * Read what `hivemind recover inspect -o json` wrote.
 *
 * @throws {HivemindError} HIVE_RECOVER_REPORT naming the field that is wrong
 */
export function readReport (path: string): SurvivorReport {
  const { size } = statSync(path)
  if (size > BYTES_MAX) throw wrong(path, `it has ${size} bytes, at most ${BYTES_MAX} are expected`)
  let found: unknown
  try {
    found = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw wrong(path, `it is no JSON: ${(cause as Error).message}`)
  }
  const envelope = found as { readonly kind?: unknown, readonly item?: unknown } | null
  const report = (envelope?.kind === 'SurvivorReport' ? envelope.item : found) as Record<string, unknown> | null
  if (report?.['version'] !== 1) throw wrong(path, `its version is ${JSON.stringify(report?.['version'])}, expected 1`)
  const field = Object.entries(FIELDS).find(([name, check]) => !check(report[name]))
  if (field !== undefined) throw wrong(path, `its ${field[0]} is not what a report holds`)
  return report as unknown as SurvivorReport
}

const wrong = (path: string, why: string): HivemindError =>
  new HivemindError(refuse('HIVE_RECOVER_REPORT', `${path} cannot be used: ${why}`))
