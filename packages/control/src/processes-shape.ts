/**
 * Forms of what the log keeps of processes: templates of roles, and definitions made from them.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import type { ProcessDefinition } from './process-facts.ts'
import * as shape from './shape.ts'
import {
  type Check, check, either, exactly, isObject, listOf, oneOf, type Shape, shaped, text, utf8Bytes, whole, wrongField
} from './shape.ts'

export const template = text(/^[a-z][a-z0-9-]{0,31}$/, '1 to 32 lower-case letters, digits and dashes, a letter first')
const word = shape.bounded(1_024)
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/
const SETTING = /^[a-z][a-z0-9-]{0,31}$/

/** Texts by key. */
const texts = (form: RegExp, expected: string): Check => check(
  `at most ${LIMITS.roleWordsMax} texts by ${expected}`,
  value => isObject(value) && Object.keys(value).length <= LIMITS.roleWordsMax &&
    Object.entries(value).every(([key, one]) => form.test(key) && word.holds(one))
)
export const settings = texts(SETTING, 'names of lower-case letters, digits and dashes')
const environment = texts(VARIABLE, 'names of variables')
const command = listOf(word, LIMITS.roleWordsMax)
const port = whole(1, 65_535)
const restarts = whole(0, 1_000)
/** An account of the machines, where there is one. */
export const user = either(
  exactly(undefined),
  text(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'the name of an account, up to 32 letters, digits and signs')
)
const none = shaped({ type: exactly('none') }, 'no check')
const pidFile = shaped({ type: exactly('pid-file'), path: shape.bounded(1_024) }, 'a pid file')
const stop: Shape = {
  signal: oneOf('SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'), ms: whole(0, 3_600_000), kills: shape.flag
}

const one = shaped({
  name: template, about: shape.bounded(256), multiplicity: whole(1, LIMITS.processesMax),
  opens: listOf(text(SETTING, 'the name of a setting'), LIMITS.roleWordsMax), settings, managed: shape.flag, command,
  environment, endpoints: listOf(
    shaped({ name: template, port, most: whole(1, LIMITS.portsTriedMax) }, 'an endpoint'), LIMITS.endpointsMax
  ),
  check: either(either(none, pidFile), shaped({ type: exactly('tcp'), endpoint: template }, 'a port')), restarts, stop,
  user
}, 'a template of processes')

/** Templates of a role; absent where it has none. All of them fit into a definition's bytes. */
export const templates: Check = either(exactly(undefined), check(
  `at most ${LIMITS.templatesMax} templates of ${LIMITS.definitionBytesMax} bytes in all`,
  value => Array.isArray(value) && value.length <= LIMITS.templatesMax && Array.from(value).every(one.holds) &&
    utf8Bytes(JSON.stringify(value)) <= LIMITS.definitionBytesMax
))

const PROCESS: Shape = {
  role: text(/^[a-z][a-z0-9-]{0,62}$/, 'a role'), template, instance: whole(1), managed: shape.flag,
  wanted: oneOf('online', 'offline', 'watched'), command, environment,
  endpoints: listOf(shaped({ name: template, port }, 'an endpoint'), LIMITS.endpointsMax),
  check: either(either(none, pidFile), shaped({ type: exactly('tcp'), port }, 'a port')), restarts, stop, settings,
  restarted: either(exactly(undefined), whole(2)), user
}

/** Whether a definition is that of a process; one that somebody wrote by himself may be another. */
export const isProcess = (definition: Readonly<Record<string, unknown>>): boolean =>
  wrongField(PROCESS, definition) === null

/** A definition as that of a process; null when it is none. */
export const definitionOf = (definition: Readonly<Record<string, unknown>>): ProcessDefinition | null =>
  isProcess(definition) ? definition as unknown as ProcessDefinition : null

const role = text(/^[a-z][a-z0-9-]{0,62}$/, 'a role')
const wanted = shaped({ role, template: either(exactly(''), template), settings }, 'processes of a role')

/** `enabled` is the form of a role that is enabled. */
export const added = (enabled: Shape): Shape => ({
  member: shape.id, enables: listOf(shaped(enabled, 'a role that is enabled'), LIMITS.rolesAtOnceMax),
  adds: listOf(wanted, LIMITS.rolesAtOnceMax)
})
export const wish: Shape = { id: shape.word, from: whole(1), wanted: oneOf('online', 'offline', 'restarted') }
export const removed: Shape = {
  id: shape.word, from: whole(1), state: oneOf('STARTING', 'ONLINE', 'STOPPING', 'OFFLINE', 'FAILED', 'UNKNOWN'),
  forced: shape.flag
}
export const drained: Shape = { member: shape.id, draining: shape.flag }
