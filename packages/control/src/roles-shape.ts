/**
 * Forms of what the log keeps of roles: names, capabilities, manifests.
 *
 * Pure.
 */
import { LIMITS } from '@hivemind/base'
import { templates, user } from './processes-shape.ts'
import { definition, kind } from './registry-shape.ts'
import * as shape from './shape.ts'
import {
  type Check, check, either, exactly, listOf, oneOf, type Shape, shaped, text, utf8Bytes, whole
} from './shape.ts'

export const name = text(/^[a-z][a-z0-9-]{0,62}$/, '1 to 63 lower-case letters, digits and dashes, a letter first')
const version = text(/^\d{1,9}\.\d{1,9}\.\d{1,9}(-[A-Za-z0-9.-]{1,32})?$/, 'a version such as 1.4.2')
const capability = text(/^[a-z][a-z0-9.-]{0,62}\/\d{1,4}$/, 'a capability and its version, such as dns.records/1')
const all = exactly('*')
const words = (one: Check): Check => listOf(one, LIMITS.roleWordsMax)
const event = text(/^[A-Za-z][A-Za-z0-9._/-]{0,127}$/, 'the name of an event')
const family = text(/^[a-z][a-z0-9]{0,31}$/, 'what stands before the dash of a key')

/** How many hold it at most, other than all. */
export const HOLDERS_MAX = 100
const members = listOf(shape.id, LIMITS.roleMembersMax)
const topic = text(/^[a-z][a-z0-9-]{0,31}$/, '1 to 32 lower-case letters, digits and dashes, a letter first')
/** Entries of releases that knew no topics have none. */
const topics = either(check('nothing', value => value === undefined), words(topic))

const kindBrought = shaped({ kind, schema: definition }, 'a kind and its schema')
/** All of them fit into a definition's bytes. */
const kinds: Check = either(exactly(undefined), check(
  `at most ${LIMITS.roleKindsMax} kinds of ${LIMITS.definitionBytesMax} bytes in all`,
  value => Array.isArray(value) && value.length <= LIMITS.roleKindsMax && Array.from(value).every(kindBrought.holds) &&
    utf8Bytes(JSON.stringify(value)) <= LIMITS.definitionBytesMax
))

const manifest: Shape = {
  version, holders: whole(0, HOLDERS_MAX), performs: words(capability), requires: words(capability),
  bootstrapRequires: words(capability), degraded: oneOf('continue', 'stop'),
  watches: { members: shape.flag, resources: words(either(kind, all)), feeds: topics },
  publishes: topics,
  observes: either(exactly(undefined), words(either(kind, all))),
  proposes: {
    events: words(either(event, all)),
    resources: words(either(kind, all)),
    keys: words(either(family, all))
  },
  config: definition,
  actions: either(exactly(undefined), listOf(shaped(
    { name, about: shape.bounded(256), repeatable: shape.flag }, 'an action'
  ), LIMITS.roleWordsMax)),
  processes: templates,
  kinds
}
const source: Shape = { type: oneOf('path', 'package'), at: shape.bounded(1_024) }

export const enabled: Shape = { role: name, ...manifest, source, members, user, from: whole(0) }
export const disabled: Shape = { role: name, from: whole(1) }
export const granted: Shape = {
  role: name, member: shape.id, replaces: either(exactly(''), shape.id), after: whole(1)
}
export const wrote: Shape = {
  role: name, member: shape.id, fence: whole(1),
  fact: {
    type: oneOf(
      'event-appended', 'resource-created', 'resource-changed', 'resource-removed', 'key-claimed', 'key-released'
    ),
    body: shape.present
  }
}

const problem = shape.bounded(LIMITS.taskProblemBytesMax)
export const updateBegun: Shape = { role: name, ...manifest, source, from: whole(1) }
export const updateReported: Shape = { role: name, member: shape.id, revision: whole(1), problem }
export const updateDecided: Shape = { role: name, revision: whole(1), go: shape.flag }
const update = shaped({
  to: { ...manifest, source }, revision: whole(2), done: listOf(shape.id, LIMITS.membersMax),
  turn: either(exactly(''), shape.id),
  failed: either(exactly(null), shaped({ member: shape.id, problem }, 'what failed'))
}, 'an update')

export const stored = shaped({
  id: name, ...manifest, source, update: either(exactly(undefined), update), members, user, revision: whole(1),
  changedIndex: whole(1), changedAt: whole(0), grantedIndex: whole(1)
}, 'a role')
export const storedGrant = shaped({
  id: shape.bounded(256), role: name, member: shape.id, fence: whole(1), at: whole(0)
}, 'a grant')
