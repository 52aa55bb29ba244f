/**
 * Goal: what was acknowledged is there after the power went, on ext4 and XFS, and nobody has to repair anything.
 * `npm run torture -- --faults power` cuts more often.
 * Method: each voter on a file system of its own, which loses its cache while events are appended.
 */
import type { Chance } from '@hivemind/base'
import { prng } from '@hivemind/base'
import t, { type Test } from 'tap'
import type { Machine } from '../fleet.ts'
import { type FileSystem, noImages } from './image.ts'
import { cutOnce, type Powered, powered } from './power.ts'
import { Undoing } from './undoing.ts'

const undoing = new Undoing()
const chance: Chance = { prng: prng(1) }
t.teardown(() => undoing.run())
t.setTimeout(240_000)

type Victims = (cluster: Powered) => Promise<readonly Machine[]>

const leader: Victims = async ({ fleet }) => [await fleet.leader()]
const everybody: Victims = async ({ machines }) => machines

async function survives (t: Test, kind: FileSystem, voters: number, cuts: readonly Victims[]): Promise<void> {
  const cluster = await powered(undoing, kind, voters)
  t.teardown(() => cluster.fleet.stop())
  for (const [nth, victims] of cuts.entries()) {
    const before = cluster.ledger.acknowledged.size
    t.same(await cutOnce(cluster, await victims(cluster), nth * 1_000, chance), [])
    t.ok(cluster.ledger.acknowledged.size > before, 'some were acknowledged')
  }
}

t.test('the leader, then all voters, lose their power, on ext4', { skip: noImages('ext4') }, t =>
  survives(t, 'ext4', 3, [leader, everybody]))

t.test('the only voter loses its power, and nobody can tell it what it lost, on XFS', { skip: noImages('xfs') }, t =>
  survives(t, 'xfs', 1, [everybody]))
