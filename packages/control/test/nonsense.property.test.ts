/**
 * The log is written by members, so a body may be anything: it is refused, never obeyed and never a crash.
 */
import { fingerprintText } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type Draft, exportState, type FactType, importState, precheck, recomputeHash, validate } from '../src/index.ts'
import { draftOf } from './facts.ts'
import { bodyOf, history, TYPES, type Written, write, writeAll, written } from './histories.ts'

const json = fc.jsonValue({ maxDepth: 4 })
const ODD: readonly unknown[] = [
  '', '__proto__', 'constructor', '\ud800', 'a\u0000b', 'x'.repeat(2_000), -1, 0.5, 1e300, Number.MAX_SAFE_INTEGER,
  [[]], null
]

/** A good body with one of its fields, or one of its claim's, replaced by anything. */
const spoilt = (type: FactType, good: fc.Arbitrary<unknown>): fc.Arbitrary<Written> =>
  written(type, fc.tuple(good, fc.nat(), fc.oneof(json, fc.constantFrom(...ODD))).map(([body, at, odd]) => {
    const record = structuredClone(body) as Record<string, unknown>
    const inner = Object.values(record).find(field => typeof field === 'object' && field !== null) ?? record
    const target = (at % 2 === 0 ? record : inner) as Record<string, unknown>
    const keys = Object.keys(target)
    const key = keys[at % Math.max(1, keys.length)]
    if (key !== undefined) target[key] = odd
    return record
  }))

const anything = fc.constantFrom(...TYPES).chain(type => fc.oneof(written(type, json), spoilt(type, bodyOf(type))))

t.test('no body of any known type is a crash, and what it leaves behind can be stored', async () => {
  fc.assert(fc.property(history(20), fc.array(anything, { minLength: 1, maxLength: 10 }), (before, odd) => {
    const control = writeAll(before)
    for (const one of odd) write(control, one)
    const back = importState(JSON.parse(JSON.stringify(exportState(control))))
    if ('code' in back) throw new Error(back.message)
    return fingerprintText(control.hash) === fingerprintText(recomputeHash(control))
  }), { numRuns: 1_000 })
})

t.test('the leader refuses what would be refused when it is applied', async () => {
  fc.assert(fc.property(history(20), anything, (before, odd) => {
    const control = writeAll(before)
    const draft: Draft = { ...odd.envelope!, session: '', sequence: 0 }
    const refusal = validate(draft) ?? precheck(control, draft)
    const kind = draft.type === 'voters-changed' ? 'configuration' : 'command'
    const { refusal: applied } = write(control, { kind, envelope: { ...draft, at: odd.envelope!.at } })
    // An approval is judged when it is applied: only there is the time that counts.
    return refusal?.code === applied?.code || (refusal === null && draft.type === 'join-approved')
  }), { numRuns: 1_000 })
})

t.test('text that is not whole characters is refused before it is stored', async t => {
  const half = '\ud83d'
  const token = { id: 't', secretHash: '0'.repeat(64), role: half, uses: 1, expiresAt: 1, voter: false }
  t.equal(validate(draftOf('token-created', token))?.code, 'HIVE_FACT_MALFORMED')
  t.equal(validate(draftOf('token-created', { ...token, role: 'web' })), null)
  t.equal(validate(draftOf('member-left', { member: 'a' }, { reason: half }))?.code, 'HIVE_FACT_MALFORMED')
})
