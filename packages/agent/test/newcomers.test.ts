/** Whoever asks to join gets one answer, or a reset in time, and those who wait are bounded. */
import { clusterId, epoch, LIMITS, nodeId } from '@hivemind/base'
import type { Input, JoinMessage } from '@hivemind/kernel'
import { decodeJoinReply, encodeJoin } from '@hivemind/wire'
import t from 'tap'
import { Newcomers } from '../src/newcomers.ts'

const WHO = nodeId('12D3KooWGwvvyXyS24TqMeDYPmzSiUzZCp4yQ2sRaubMTQLz3VdC')
const HELLO = encodeJoin({
  type: 'hello', cluster: clusterId('00112233aabbccdd'), lineage: 0, epoch: epoch(1), booting: true, version: '1'
} satisfies JoinMessage)
const PENDING = { type: 'pending', request: 'J-1', clusterName: 'lab' } as const

t.test('the answer goes to the one who asked', async t => {
  const heard: Input[] = []
  const newcomers = new Newcomers(input => heard.push(input))
  const [first, second] = [newcomers.asked(WHO, HELLO), newcomers.asked(WHO, HELLO)]
  t.match(heard, [{ type: 'join-asked', id: 1, from: WHO }, { type: 'join-asked', id: 2 }])
  newcomers.reply({ id: 2, reply: { ...PENDING, request: 'J-2' } })
  newcomers.reply({ id: 1, reply: PENDING })
  newcomers.reply({ id: 1, reply: PENDING })
  t.match(decodeJoinReply(await first), PENDING)
  t.match(decodeJoinReply(await second), { request: 'J-2' })
  t.equal(newcomers.waiting, 0)
})

t.test('who gets no answer is let go', async t => {
  const newcomers = new Newcomers(() => {}, 1)
  await t.rejects(newcomers.asked(WHO, HELLO), { code: 'HIVE_TIMEOUT' })
  t.equal(newcomers.waiting, 0)
  newcomers.reply({ id: 1, reply: PENDING }) // Too late: nobody is there.
})

t.test('no more may wait than the log would keep', async t => {
  const newcomers = new Newcomers(() => {})
  const waiting = Array.from({ length: LIMITS.joinRequestsMax }, () => newcomers.asked(WHO, HELLO))
  await t.rejects(newcomers.asked(WHO, HELLO), { code: 'HIVE_BUSY' })
  newcomers.stop()
  t.ok((await Promise.allSettled(waiting)).every(one => one.status === 'rejected'), 'a stop lets all of them go')
})

t.test('bytes that are no question are refused, and the node hears nothing', async t => {
  const newcomers = new Newcomers(() => t.fail('the node heard of it'))
  await t.rejects(newcomers.asked(WHO, new Uint8Array([1, 2, 3])), { code: /^HIVE_WIRE_/ })
  t.equal(newcomers.waiting, 0)
})
