/**
 * Goal: nothing that strangers say of others is heard, nor what comes from another cluster or an older era, however it
 * is made up; lies of members are another matter (packages/sim/src/swim/forging.ts).
 *
 * Method: 100,000 frames of failure detection with a wrong stamp or from a stranger, and the state before and after.
 */
import { clusterId, draw, epoch, nodeId, prng } from '@hivemind/base'
import t from 'tap'
import { type Stamp, step } from '../src/index.ts'
import { boot, grownDisk } from './disk.ts'
import { anyWord } from './nonsense.ts'

const NOW = 1_000_000
const FRAMES = 100_000
/** Bytes of a member with an old epoch are a sign of life and nothing else, so that one mark is left out. */
const plain = (key: string, value: unknown): unknown =>
  key === 'heardSince' ? null : value instanceof Set ? [...value] : value
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(nodeId) as [never, never, never, never]

t.test('none of 100,000 frames with a wrong stamp or from a stranger changes what a member believes', async t => {
  const { kernel } = boot(a, grownDisk([a, b, c], [d], NOW), null, 7, NOW)
  for (const peer of [b, c, d]) step(kernel, { type: 'opened', peer })
  const { cluster, epoch: era } = kernel.control
  const right: Stamp = { cluster: cluster?.id ?? clusterId(''), lineage: 0, epoch: era }
  const wrong: readonly Stamp[] = [
    { ...right, cluster: clusterId('another') }, { ...right, cluster: clusterId('') },
    { ...right, epoch: epoch(era - 1) }, { ...right, cluster: clusterId('another'), epoch: epoch(era + 1) }
  ]
  const before = JSON.stringify([...kernel.swim.watched], plain)
  const chance = { prng: prng(3) }
  const word = () => anyWord(kernel, Array.from({ length: 12 }, () => draw(chance, 100)))
  const effects = Array.from({ length: FRAMES }, () => {
    const stranger = draw(chance, 5) === 0
    const from = stranger ? nodeId('z') : nodeId(['b', 'c', 'd'][draw(chance, 3)] ?? '')
    const stamp = stranger ? right : wrong[draw(chance, wrong.length)] ?? right
    return step(kernel, { type: 'frame', from, stamp, framed: { protocol: 'swim', message: word() } }).length
  })
  t.equal(effects.reduce((sum, one) => sum + one, 0), 0, 'nothing is answered')
  t.equal(JSON.stringify([...kernel.swim.watched], plain), before)
  t.equal(Object.values(kernel.refusedFrames).reduce((sum, one) => sum + one, 0), FRAMES)
})
