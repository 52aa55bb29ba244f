/**
 * What the state keeps is bounded: beyond a limit something is refused or forgotten, the same on every replica.
 */
import { LIMITS, nodeId } from '@hivemind/base'
import t from 'tap'
import { answered, type Control, exportState, importState, precheck, recomputeHash } from '../src/index.ts'
import { apply, asking, claimOf, draftOf, founded, token } from './facts.ts'

const event = (control: Control, session: string, sequence: number) =>
  apply(control, 'event-appended', { event: 'load', payload: 0 }, { session, sequence })

t.test('a full table of join requests drops decided ones, and refuses only when all wait', async t => {
  let control = founded()
  for (let at = 0; at < LIMITS.joinRequestsMax; at++) apply(control, 'join-requested', asking(`J${at}`, `m${at}`))
  t.equal(apply(control, 'join-requested', asking('K1', 'k1')).refusal?.code, 'HIVE_JOIN_LIMIT')
  t.equal(precheck(control, draftOf('join-requested', asking('K1', 'k1')))?.code, 'HIVE_JOIN_LIMIT')
  t.equal(apply(control, 'join-requested', asking('K2', 'm7')).refusal, null, 'a machine may replace its own')
  for (const request of ['J9', 'J3']) apply(control, 'join-denied', { request, code: 'HIVE_JOIN_DENIED', message: '' })
  const restarted = importState(exportState(control))
  if ('code' in restarted) throw new Error(restarted.message)
  control = restarted
  t.equal(apply(control, 'join-requested', asking('K3', 'k3')).refusal, null)
  t.notOk(control.requests.has('J9'), 'the one decided first gave way')
  t.ok(control.requests.has('J3'))
  t.equal(control.requests.size, LIMITS.joinRequestsMax)
})

t.test('tokens are refused beyond their limit until an epoch collects those that are over', async t => {
  const control = founded()
  for (let at = 0; at < LIMITS.tokensMax; at++) apply(control, 'token-created', token(`t${at}`))
  t.equal(apply(control, 'token-created', token('more')).refusal?.code, 'HIVE_TOKEN_LIMIT')
  apply(control, 'token-revoked', { id: 't5' })
  apply(control, 'epoch-bumped', { from: control.epoch })
  t.equal(apply(control, 'token-created', token('more')).refusal, null)
})

t.test('the session whose last command is furthest back in the log is forgotten first', async t => {
  const control = founded()
  for (let at = 0; at < LIMITS.sessionsMax; at++) event(control, `s${at}`, 1)
  event(control, 's0', 2)
  event(control, 'new', 1)
  t.equal(control.sessions.size, LIMITS.sessionsMax)
  t.same(control.hash, recomputeHash(control))
  t.equal(answered(control, 's1', 1), null)
  t.match(answered(control, 's0', 1), { index: 2 })
})

t.test('a member beyond the limit is denied and told', async t => {
  const control = founded()
  for (let at = 1; at < LIMITS.membersMax; at++) {
    apply(control, 'join-requested', asking(`J${at}`, `m${at}`))
    apply(control, 'join-approved', { request: `J${at}`, by: 'operator' })
    if (at % 500 === 0) apply(control, 'epoch-bumped', { from: control.epoch })
  }
  t.equal(control.members.size, LIMITS.membersMax)
  apply(control, 'join-requested', asking('last', 'last'))
  t.equal(apply(control, 'join-approved', { request: 'last', by: 'operator' }).refusal?.code, 'HIVE_MEMBER_LIMIT')
  t.equal(control.requests.get('last')?.status, 'denied')
})

t.test('the reason of a taken name fits into an entry, however long the holder\'s addresses are', async t => {
  const control = founded()
  const addresses = Array.from(
    { length: LIMITS.addressesMax },
    (_, at) => `${'x'.repeat(LIMITS.addressBytesMax - 6)}:740${at}`
  )
  apply(control, 'join-requested', { ...asking('J1', 'b'), claim: { ...claimOf('b', 'n'.repeat(63)), addresses } })
  apply(control, 'join-approved', { request: 'J1', by: 'operator' })
  const taken = { ...asking('J2', 'c'), claim: claimOf('c', 'n'.repeat(63)) }
  const message = precheck(control, draftOf('join-requested', taken))?.message ?? ''
  t.match(message, /and 5 more$/)
  const denial = { request: 'J2', code: 'HIVE_NAME_TAKEN', message }
  t.not(precheck(control, draftOf('join-denied', denial))?.code, 'HIVE_FACT_MALFORMED')
  t.equal(nodeId('b'), control.names.get('n'.repeat(63)))
})

t.test('a state keeps of a claim what was checked, and nothing that came along with it', async t => {
  const control = founded()
  const claim = { ...claimOf('b'), colour: 'x'.repeat(100_000) }
  apply(control, 'join-requested', { ...asking('J1', 'b'), claim })
  apply(control, 'join-approved', { request: 'J1', by: 'operator' })
  t.notOk('colour' in (control.members.get(nodeId('b')) ?? {}))
})

t.test('definitions of resources have a bound together, which follows their changes and a restart', async t => {
  const control = founded()
  const made = (id: string, definition: Readonly<Record<string, unknown>>) =>
    apply(control, 'resource-created', { id, kind: 'vm', name: id, definition, tags: {}, parent: '', keys: [] })
  const changed = (id: string, from: number, definition: Readonly<Record<string, unknown>>) =>
    apply(control, 'resource-changed', { id, from, name: id, definition, tags: {}, parent: '', keys: [] })
  t.equal(made('r1', { text: 'x'.repeat(1_000) }).refusal, null)
  t.equal(made('r2', {}).refusal, null)
  const both = control.definitionBytes
  t.ok(both > 1_000)
  control.definitionBytes = LIMITS.definitionBytesSumMax - 500 // As if others were there.
  t.equal(made('r3', { text: 'x'.repeat(600) }).refusal?.code, 'HIVE_RESOURCE_LIMIT')
  t.equal(changed('r2', 1, { text: 'x'.repeat(600) }).refusal?.code, 'HIVE_RESOURCE_LIMIT')
  t.equal(changed('r1', 1, {}).refusal, null, 'what takes less is always allowed')
  t.equal(made('r3', { text: 'x'.repeat(600) }).refusal, null, 'and makes room')
  apply(control, 'resource-removed', { id: 'r3', from: 1 })
  const restarted = importState(exportState(control))
  if ('code' in restarted) throw new Error(restarted.message)
  t.equal(restarted.definitionBytes, JSON.stringify({}).length * 2)
})
