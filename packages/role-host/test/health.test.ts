/** What results make of a service's health: the first one counts at once, later ones when there are enough in a row. */
import t from 'tap'
import { factOf, observed, service, unchecked } from '../src/service.ts'

const web = service.parse({ name: 'web', port: 80, check: { type: 'tcp', port: 80 }, rise: 2, fall: 3 })
const after = (results: string, from = unchecked(web, 0)) =>
  [...results].reduce((health, one, at) => observed(health, { ok: one === '+', reason: one }, web, at + 1), from)

for (const [results, state, since] of [
  ['', 'unknown', 0],
  ['+', 'passing', 1],
  ['-', 'failing', 1],
  ['+--', 'passing', 1],
  ['+---', 'failing', 4],
  ['+--+--', 'passing', 1],
  ['-+', 'failing', 1],
  ['-++', 'passing', 3],
  ['-+-+', 'failing', 1],
  ['-++---++', 'passing', 8]
] as const) {
  t.test(`after "${results}" a service is ${state}`, async t => {
    t.match(after(results), { state, since })
  })
}

t.test('without a check a service counts as passing, and its fact says no more than others need', async t => {
  const plain = service.parse({ name: 'db', port: 5432, address: '10.0.0.7' })
  t.same(factOf(plain, unchecked(plain, 5)), {
    port: 5432, protocol: 'tcp', tags: [], address: '10.0.0.7', health: 'passing', since: 5
  })
  t.match(factOf(web, after('-')), { health: 'failing', reason: '-' })
})

for (const [wrong, why] of [
  [{ name: 'Web', port: 80 }, /lower-case/],
  [{ name: 'w', port: 0 }, />=1/],
  [{ name: 'w', port: 80, address: 'x' }, /IPv4/],
  [{ name: 'w', port: 80, check: { type: 'http', url: 'file:///etc/passwd' } }, /http:\/\//],
  [{ name: 'w', port: 80, check: { type: 'script', argv: [] } }, />=1/], [{ name: 'w', port: 80, more: 1 }, /more/]
] as const) {
  t.test(`${JSON.stringify(wrong)} is no service`, async t => {
    t.match(service.safeParse(wrong).error?.message, why)
  })
}
