/**
 * Goal: the suite lets a good role pass and finds each flaw that a role may have.
 * Method: one role, spoilt in one way at a time; the check that names the flaw must fail.
 */
import t from 'tap'
import { conform } from '../src/suite.ts'
import { greeter, site } from './roles.ts'

type Over = NonNullable<Parameters<typeof greeter>[0]>

const failing = async (over: Over): Promise<string> =>
  [...new Set((await conform(greeter(over), 100)).filter(({ ok }) => !ok).map(({ check }) => check))].join('; ')

const late = async (context: Parameters<NonNullable<Over['reconcile']>>[1]): Promise<void> => {
  await context.propose({ type: 'event-appended', body: { event: 'greeted', payload: Math.random() } })
}

t.test('a good role keeps all of it', async t => t.equal(await failing({}), ''))

const FLAWS: ReadonlyArray<readonly [flaw: string, over: Over, check: RegExp]> = [
  ['a view that is drawn', { select: () => [String(Math.random())] }, /select is pure/],
  [
    'a view that changes the state',
    {
      select: ({ resources }) =>
        (resources as unknown as { name: string }[]).map(one => {
          one.name += 'x'
          return one.name
        })
    },
    /select is pure/
  ],
  [
    'work that never succeeds',
    {
      reconcile: () => {
        throw new Error('no')
      }
    },
    /brings the world to agree/
  ],
  ['something else at each start', { reconcile: async (_names, context) => await late(context) }, /idempotent/],
  ['no end', { reconcile: async () => await new Promise(() => {}) }, /ends when it is aborted/],
  ['no work without a quorum, against its word', {
    degraded: 'continue',
    reconcile: (_names, { degraded }) => { if (degraded) throw new Error('not now') }
  }, /degraded contract/]
]
for (const [flaw, over, check] of FLAWS) {
  t.test(`it finds ${flaw}`, async t =>
    t.match(await failing({ ...over, samples: [{ state: { resources: [site('a')] } }] }), check)
  )
}
