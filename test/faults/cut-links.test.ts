/**
 * Goal: while some host has a majority around it, appends are acknowledged, whatever links are cut and in which
 * direction; nothing acknowledged is lost. `npm run torture -- --faults cuts` does all 64 cuts of three hosts.
 * Method: three voters in network namespaces on one bridge; packets of a cut link are dropped where they arrive.
 */
import t from 'tap'
import { until } from '../fleet.ts'
import { type Cutting, cutLinks, linked } from './cuts.ts'
import { type Cut, noNetwork } from './network.ts'
import { Undoing } from './undoing.ts'

const undoing = new Undoing()
t.setTimeout(240_000)

t.test('cut links', { skip: noNetwork() }, async t => {
  t.teardown(() => undoing.run())
  const cluster = await linked(undoing)
  const { fleet, machines } = cluster
  t.teardown(() => fleet.stop())
  let first = 0
  const cut = async (cuts: (leader: string, others: readonly string[]) => readonly Cut[]): Promise<Cutting> => {
    const leader = await fleet.leader()
    const others = machines.filter(machine => machine !== leader).map(({ name }) => name)
    first += 1_000
    return await cutLinks(cluster, cuts(leader.name, others), first)
  }

  await t.test('a leader that is heard by nobody is replaced', async t => {
    const { progressMs, wrong } = await cut((leader, others) => others.map(other => [leader, other] as const))
    t.same(wrong, [])
    t.ok(progressMs, 'the others went on')
  })

  await t.test('a leader that hears nobody is replaced, though all hear it', async t => {
    const { progressMs, wrong } = await cut((leader, others) => others.map(other => [other, leader] as const))
    t.same(wrong, [])
    t.ok(progressMs, 'the others went on')
  })

  await t.test('a link that is lost between a leader and one follower disturbs nobody', async t => {
    const { progressMs, terms, wrong } = await cut((leader, others) => [[leader, others[0] ?? '']])
    t.same(wrong, [])
    t.ok(progressMs)
    t.ok(terms <= 2, `${terms} new terms`)
  })

  await t.test('without any link nothing is acknowledged, and it heals', async t => {
    const names = machines.map(({ name }) => name)
    const { progressMs, wrong } = await cut(() =>
      names.flatMap(from => names.filter(to => to !== from).map(to => [from, to] as const)))
    t.same(wrong, [])
    t.equal(progressMs, null)
    t.ok(await until('a leader', () => fleet.leader()))
  })
})
