/**
 * Settings of the whole cluster: what operators decided once for all machines, each under a key of its own.
 *
 * Pure. The value is kept as the text that a person wrote and read when it is needed; a key that was never set, or
 * was unset, has its standard.
 */
import type { Index, NodeId, Refusal } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { isUnreachable } from './failures.ts'
import { drop, put } from './hashing.ts'
import type { Control } from './state.ts'

/**
 * What becomes of a member that stays unreachable: `keep` leaves it to an operator, `never` forbids even an operator
 * to remove it while it is away, and `remove` lets the leader remove it after a time.
 */
export type FailedPolicy =
  | { readonly type: 'keep' }
  | { readonly type: 'never' }
  | { readonly type: 'remove', readonly afterMs: number }

/** `rejoin` archives the old state and asks to be let in anew; `stop` leaves both to an operator. */
export type StalePolicy = 'rejoin' | 'stop'
const STALE: ReadonlySet<string> = new Set<StalePolicy>(['rejoin', 'stop'])

interface Known {
  readonly standard: string
  readonly about: string
  /** What a value must be, the end of a sentence that begins with `expected`. */
  readonly expected: string
  readonly holds: (value: string) => boolean
}

export type SettingKey = 'members.failed' | 'members.stale' | 'tasks.keep'

/** Every setting of this release, by key. */
export const SETTINGS: { readonly [Key in SettingKey]: Known } = {
  'members.failed': {
    standard: 'keep',
    about: 'What becomes of a member that stays unreachable.',
    expected: 'keep, never, or remove-after=TIME with a TIME from 1s to 365d, such as remove-after=72h',
    holds: value => readFailedPolicy(value) !== null
  },
  'members.stale': {
    standard: 'rejoin',
    about: 'What a machine does that comes back with the state of an earlier epoch; a voter always stops.',
    expected: 'rejoin or stop',
    holds: value => STALE.has(value)
  },
  'tasks.keep': {
    standard: '7d',
    about: 'How long a task is kept after it is over; the oldest of more than a thousand go before that.',
    expected: 'a time from 1s to 365d, such as 12h',
    holds: value => readTime(value) !== null
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const AFTER_MS_MAX = 365 * 86_400_000

/** Milliseconds of `90s`, `5m`, `72h`, `7d`; null for a text that is no time, or beyond a year. */
function readTime (value: string): number | null {
  const [, count = '', unit = ''] = /^([1-9]\d{0,7})([smhd])$/.exec(value) ?? []
  const ms = Number(count) * (UNITS_MS[unit] ?? 0)
  return ms > 0 && ms <= AFTER_MS_MAX ? ms : null
}

/** @returns null for a text that is no policy */
export function readFailedPolicy (value: string): FailedPolicy | null {
  if (value === 'keep' || value === 'never') return { type: value }
  const [, time = ''] = /^remove-after=(.+)$/.exec(value) ?? []
  const afterMs = readTime(time)
  return afterMs === null ? null : { type: 'remove', afterMs }
}

/** The value of a key now, set or standard. */
export const settingOf = (control: Pick<Control, 'settings'>, key: SettingKey): string =>
  control.settings.get(key)?.value ?? SETTINGS[key].standard

/** What becomes now of a member that stays unreachable. */
export const failedPolicy = (control: Pick<Control, 'settings'>): FailedPolicy =>
  readFailedPolicy(settingOf(control, 'members.failed')) ?? { type: 'keep' }

/** What a machine with the state of an earlier epoch does, by the settings that it knows. */
export const stalePolicy = (control: Pick<Control, 'settings'>): StalePolicy =>
  settingOf(control, 'members.stale') === 'stop' ? 'stop' : 'rejoin'

/** How long a task is kept after it is over, in milliseconds. */
export const tasksKeepMs = (control: Pick<Control, 'settings'>): number =>
  readTime(settingOf(control, 'tasks.keep')) ?? AFTER_MS_MAX

const isKnown = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key)

export function settingRefused ({ key, value }: Facts['setting-changed']): Refusal | null {
  if (!isKnown(key)) return refuse('HIVE_SETTING_UNKNOWN', `there is no setting "${key}"; there is ${keys()}`)
  if (value === null || SETTINGS[key].holds(value)) return null
  return refuse('HIVE_SETTING_VALUE', `${key} is ${JSON.stringify(value)}, expected ${SETTINGS[key].expected}`)
}

const keys = (): string => Object.keys(SETTINGS).join(', ')

export function settingChanged (
  control: Control, { body: { key, value }, at }: Envelope<'setting-changed', Facts['setting-changed']>, index: Index
): readonly Change[] {
  if (value === null) drop(control, 'settings', key)
  else put(control, 'settings', key, { id: key, value, index, at })
  return []
}

/** Whoever is away and is to be kept is not removed, by whomever. */
export function keptRefused (control: Control, id: NodeId): Refusal | null {
  const known = control.members.get(id)
  if (known === undefined || !isUnreachable(control, id) || failedPolicy(control).type !== 'never') return null
  return refuse('HIVE_MEMBER_KEPT', `"${known.name}" is unreachable, and members.failed is "never"`)
}
