/** A state, and what changed in it, as a person reads them in the text tests. Pure. */
import {
  type Change,
  type Control,
  dutiesOf,
  holdersOf,
  holderText,
  type JoinRequest,
  openTargets,
  processesOf,
  type Resource,
  type Token,
  unmetOf
} from '../src/index.ts'

type Shown = (control: Control) => readonly string[]

const shownTags = (tags: Resource['tags']): string =>
  Object.entries(tags).map(([tag, value]) => `${tag}=${value}`).join(',') || '-'

/** What `show` can show, one row a record. */
const TABLES: Readonly<Record<string, Shown>> = {
  members: ({ members }) => [...members.values()].map(({ id, name, wanted, role, joinedIndex, joinedEpoch }) =>
    `${id} "${name}" wanted=${wanted} role=${role || '-'} joined=${joinedIndex} epoch=${joinedEpoch}`),
  tombstones: ({ tombstones }) => [...tombstones.values()].map(({ id, name, how, index, epoch, reason }) =>
    `${id} "${name}" ${how} at ${index} in epoch ${epoch} ${reason}`.trimEnd()),
  failures: ({ failures }) => [...failures.values()].map(({ id, index, incarnation, observers, accusers, returned }) =>
    `${id} unreachable at ${index}, incarnation ${incarnation}, say ${accusers.map(one => one.id).join(' ')} of ` +
      `${observers}${returned === null ? '' : `; back at ${returned.index}, incarnation ${returned.incarnation}`}`),
  places: ({ members }) =>
    [...members.values()].map(({ id, name, addresses, version, boot }) =>
      `${id} "${name}" at ${addresses.join()} runs ${version}${boot === undefined ? '' : ` since boot ${boot}`}`),
  settings: ({ settings }) => [...settings.values()].map(({ id, value, index }) => `${id}=${value} since ${index}`),
  tokens: ({ tokens }) => [...tokens.values()].map(tokenText),
  requests: ({ requests }) => [...requests.values()].map(requestText),
  resources: ({ resources }) => [...resources.values()].map(({ id, kind, name, version, tags, parent, keys }) =>
    `${id} ${kind}/${name} version=${version} on=${parent || '-'} tags=${shownTags(tags)} keys=${keys.join(',') || '-'}`),
  keys: control => [...control.keys.values()].map(claim =>
    `${claim.id} held by ${holderText(control, claim)} since ${claim.index}`),
  roles: control => [...control.roles.values()].map(role =>
    `${role.id} revision=${role.revision} of ${role.holders || 'every'} on=${role.members.join(',') || 'all'} ` +
      `holders=${holdersOf(control, role).join(',') || '-'} unmet=${unmetOf(control, role).join(',') || '-'}`),
  grants: ({ grants }) => [...grants.values()].map(({ id, fence }) => `${id} fence=${fence}`),
  tasks: control => [...control.tasks.values()].map(task =>
    `${task.id} ${task.role} ${task.action} queue=${task.queue || '-'} ${task.state} of ${task.targets.join(',')} ` +
      `open=${[...openTargets(control, task.id)].join(',') || '-'}`),
  ledger: ({ ledger }) => [...ledger.values()].map(({ id, state, attempt, tries, member, problem }) =>
    `${id} ${state} attempt=${attempt} tries=${tries} by=${member || '-'} ${problem}`.trimEnd()),
  duties: control => [...control.members.keys()].flatMap(member => {
    const { next, begun } = dutiesOf(control, member)
    return [
      ...next.map(({ task, target, attempt, turn }) =>
        `${member} may begin ${task.id} at ${target}, attempt ${attempt}${turn ? '' : ', out of turn'}`),
      ...begun.map(({ id, attempt }) => `${member} has begun ${id}, attempt ${attempt}`)
    ]
  }),
  jobs: ({ jobs }) => [...jobs.values()].flatMap(({ id, paused, tickedAt, runs, history }) => [
    `${id} ${paused ? 'paused' : 'goes'} ticked=${tickedAt} runs=${runs}`,
    ...history.map(({ scheduled, index, task, missed, note }) =>
      `  ${scheduled} at ${index} ${task || '-'} missed=${missed} ${note}`.trimEnd())
  ]),
  processes: control => processesOf(control).flatMap(({ resource, definition }) => {
    const { id, name, version, parent, keys } = resource
    const { wanted, restarted, command, environment, check, endpoints } = definition
    const since = restarted === undefined ? '' : ` restarted=${restarted}`
    const ports = endpoints.map(one => `${one.name}=${one.port}`).join(',') || '-'
    return [
      `${id} ${name} version=${version} on=${parent || '-'} ${wanted}${since} ports=${ports} keys=${keys.join(',') || '-'}`,
      `  ${[...command, JSON.stringify(environment), JSON.stringify(check)].join(' ')}`
    ]
  }),
  drained: ({ members }) => [...members.values()].map(({ id, drainedIndex }) => `${id} ${drainedIndex ?? '-'}`),
  tags: ({ members }) => [...members.values()].map(({ id, tags = {} }) => `${id} ${shownTags(tags)}`),
  epochs: ({ epochs }) =>
    epochs.map(({ epoch, index, reason, actor }) => `${epoch} at ${index} by ${actor}: ${reason}`.trimEnd()),
  sessions: ({ sessions }) =>
    [...sessions].map(
      ([name, { floor, answers, lastIndex }]) => `${name} floor=${floor} answers=${answers.size} last=${lastIndex}`
    ),
  voters: ({ voters, learners, outgoing }) => {
    const before = outgoing.length === 0 ? '' : ` outgoing ${outgoing.join(' ')}`
    return [`voters ${voters.join(' ') || '-'} learners ${learners.join(' ') || '-'}${before}`]
  },
  counts: ({ eventCount, unknownCount, appliedIndex }) =>
    [`events ${eventCount} unknown ${unknownCount} applied ${appliedIndex}`]
}

function tokenText ({ id, usesLeft, uses, expiresAt, voter, revoked }: Token): string {
  const marks = [voter ? ' voter' : '', revoked ? ' revoked' : '']
  return `${id} ${usesLeft} of ${uses} left until ${expiresAt / 1_000} s${marks.join('')}`
}

function requestText ({ id, claim, status, code, decidedBy }: JoinRequest): string {
  return [id, claim.id, status, code, decidedBy === '' ? '' : `by ${decidedBy}`].filter(word => word !== '').join(' ')
}

export function shown (control: Control, what: string): string {
  const rows = TABLES[what]?.(control)
  if (rows === undefined) throw new Error(`nothing to show is called "${what}"`)
  return rows.length === 0 ? 'none' : rows.join('\n')
}

export function changeText (change: Change): string {
  switch (change.type) {
    case 'cluster-created': return 'the cluster is there'
    case 'member-joined': return `${change.member.id} joined with ${change.request}`
    case 'member-gone': return `${change.id} "${change.name}" ${change.how}`
    case 'member-changed': return `${change.member.id} is wanted as ${change.member.wanted}`
    case 'member-failed':
      return `${change.failure.id} is unreachable, say ${change.failure.accusers.map(({ id }) => id).join(' ')}`
    case 'member-returned': return `${change.failure.id} is back`
    case 'voters-changed': return `voters ${change.voters.join(' ')} learners ${change.learners.join(' ') || '-'}`
    case 'request-opened': return `${change.request.id} waits`
    case 'request-decided': return `${change.request.id} is ${change.request.status} ${change.request.code}`.trimEnd()
    case 'roles-changed': return 'roles moved'
    case 'epoch-changed': return `epoch ${change.epoch}`
  }
}
