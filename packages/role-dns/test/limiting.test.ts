/** Answers alike to one network are limited; of those beyond the limit every second one is cut, others are not sent. */
import t from 'tap'
import { Limiter, networkOf } from '../src/limiting.ts'
import { ask, decode } from './decoding.ts'
import { responder } from './world.ts'

t.test('a network has its share, each second anew', async t => {
  const limiter = new Limiter(2)
  const judged = (address: string, now: number): string => limiter.judge(address, 'web', now)
  t.same([1, 2, 3, 4, 5].map(at => judged(`10.0.0.${at}`, 5_000)), ['send', 'send', 'drop', 'cut', 'drop'])
  t.equal(judged('10.0.1.1', 5_000), 'send')
  t.equal(judged('10.0.0.9', 6_000), 'send')
  t.equal(new Limiter(0).judge('10.0.0.1', 'web', 0), 'send')
  t.equal(networkOf('2001:db8:1:ff02::1'), networkOf('2001:db8:1:ff99::2'))
})

t.test('a flood of one name is answered a little, names by chance count as one, and TCP is not limited', async t => {
  const one = responder({ responsesPerSecond: 10 })
  const count = (name: (at: number) => string, transport: 'udp' | 'tcp'): readonly [whole: number, cut: number] => {
    const packets = Array.from({ length: 100 }, (_, at) => [
      ...one.respond(ask(name(at)), '10.0.0.1', transport, 1_000)
    ]).flat()
    const cut = packets.filter(packet => decode(packet).head.includes('tc')).length
    return [packets.length - cut, cut]
  }
  t.same(count(() => 'web.service.hive.test A', 'udp'), [10, 45])
  t.same(count(at => `r${at}.hive.test A`, 'udp'), [10, 45])
  t.same(count(() => 'web.service.hive.test A', 'tcp'), [100, 0])
  t.equal(one.counters.dropped, 90)
})
