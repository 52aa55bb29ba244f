/**
 * A token admits as many machines as it has uses, whoever comes first and however their entries interleave.
 *
 * Each machine's request comes before its approvals; everything else is in any order.
 */
import fc from 'fast-check'
import t from 'tap'
import { judge } from '../src/index.ts'
import { apply, asking, founded, token } from './facts.ts'

const name = (at: number): string => `m${at}`

function winners (turns: readonly number[], uses: number): { readonly members: number, readonly left: number } {
  const control = founded()
  apply(control, 'token-created', token('t1', { uses }))
  const asked = new Set<number>()
  for (const at of turns) {
    if (asked.has(at)) apply(control, 'join-approved', { request: `J${at}`, by: 'token' })
    else apply(control, 'join-requested', asking(`J${at}`, name(at), 't1'))
    asked.add(at)
  }
  return { members: control.members.size - 1, left: control.tokens.get('t1')?.usesLeft ?? -1 }
}

t.test('of any interleaving of machines and approvals as many win as the token has uses', async () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (turns, uses) => {
      const approved = new Set(turns.filter((at, place) => turns.indexOf(at) < place)).size
      const { members, left } = winners(turns, uses)
      return members === Math.min(uses, approved) && left === uses - members
    }),
    { numRuns: 300 }
  )
})

t.test('1,000 machines use a single-use token at once, and one joins', async t => {
  const control = founded()
  apply(control, 'token-created', token('t1'))
  const requests = Array.from({ length: 1_000 }, (_, at) => `J${at}`)
  for (const [at, request] of requests.entries()) apply(control, 'join-requested', asking(request, name(at), 't1'))
  // A leader looks at all of them before any approval is applied, and finds nothing against any.
  t.ok([...control.requests.values()].every(request => judge(control, request, request.requestedAt) === null))
  const outcomes = requests.map(request => apply(control, 'join-approved', { request, by: 'token' }))
  t.equal(outcomes.filter(({ refusal }) => refusal === null).length, 1)
  t.equal(control.members.size, 2)
  t.equal(control.tokens.get('t1')?.usesLeft, 0)
  const told = [...control.requests.values()].filter(({ code }) => code === 'HIVE_TOKEN_USED')
  t.equal(told.length, 999, 'every other one is told why')
})
