/** The contract on join requests: one frame each way, and a reason when there is none. */
import { LIMITS } from '@hivemind/base'
import type { Test } from 'tap'
import { type Actor, codeOf, frameOf, type Subject, scene } from './actor.ts'

export function joining (t: Test, subject: Subject): void {
  t.test('a dead address is unreachable', async t => {
    const a = await scene(t, subject).actor()
    t.equal(await codeOf(a.net.requestJoin(subject.deadAddress, new Uint8Array([1]), 5_000)), 'HIVE_NET_UNREACHABLE')
  })

  t.test('a peer that does not answer is given up at the deadline', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    const answer = Promise.withResolvers<Uint8Array>()
    b.onJoin = async () => await answer.promise
    const asked = codeOf(a.net.requestJoin(b.net.addresses()[0] ?? '', new Uint8Array([1]), 300))
    await stage.until(() => b.visitors.length === 1)
    t.equal(await asked, 'HIVE_NET_TIMEOUT')
    answer.resolve(new Uint8Array([1]))
  })

  t.test('a peer that fails to answer refuses', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    b.onJoin = async () => { throw new Error('no') }
    t.equal(await codeOf(a.net.requestJoin(b.net.addresses()[0] ?? '', new Uint8Array([1]), 5_000)), 'HIVE_NET_REFUSED')
  })

  t.test('the largest frames pass both ways, larger ones do not leave', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    const [address = ''] = b.net.addresses()
    const largest = frameOf(LIMITS.joinFrameBytesMax)
    t.ok(Buffer.from((await a.net.requestJoin(address, largest, 5_000)).reply).equals(largest))
    const tooLarge = new Uint8Array(LIMITS.joinFrameBytesMax + 1)
    t.equal(await codeOf(a.net.requestJoin(address, tooLarge, 5_000)), 'HIVE_NET_FRAME_SIZE')
    b.onJoin = async () => tooLarge
    t.equal(await codeOf(a.net.requestJoin(address, largest, 5_000)), 'HIVE_NET_REFUSED')
  })

  t.test('many may ask at once', async t => {
    const stage = scene(t, subject)
    const b = await stage.actor()
    const [address = ''] = b.net.addresses()
    const askers = await Promise.all(Array.from({ length: 8 }, async () => await stage.actor()))
    const ask = async ({ net }: Actor, at: number) => await net.requestJoin(address, new Uint8Array([at]), 5_000)
    const answers = await Promise.all(askers.map(ask))
    t.same(answers.map(({ reply }) => [...reply]), askers.map((_, at) => [at]))
  })
}
