/** Answers alike to one network are limited; of those beyond the limit every second one is cut, others are not sent. */
import t from 'tap'
import { countersOf } from '../src/counting.ts'
import { hashOf, Limiter, networkAt, networkOf, sharedCounts } from '../src/limiting.ts'
import { ask, decode } from './decoding.ts'
import { responder } from './world.ts'

t.test('a network has its share, each second anew', async t => {
  const limiter = new Limiter(2)
  const judged = (address: string, now: number): string => limiter.judge(networkOf(address), hashOf('web'), now)
  t.same([1, 2, 3, 4, 5].map(at => judged(`10.0.0.${at}`, 5_000)), ['send', 'send', 'drop', 'cut', 'drop'])
  t.equal(judged('10.0.1.1', 5_000), 'send')
  t.equal(judged('10.0.0.9', 6_000), 'send')
  t.equal(new Limiter(0).judge(networkOf('10.0.0.1'), hashOf('web'), 0), 'send')
  t.equal(networkOf('2001:db8:1:ff02::1'), networkOf('2001:db8:1:ff99::2'))
  t.not(networkOf('2001:db8:1:fe02::1'), networkOf('2001:db8:1:ff02::1'))
  t.not(networkOf('::ffff:10.0.0.1'), networkOf('::ffff:10.0.1.1'), 'IPv4 that comes to a socket of IPv6')
})

t.test('addresses as the system writes them are of the same networks', async t => {
  const four = (...bytes: readonly number[]): number => networkAt(Uint8Array.from([2, 0, 0, 53, ...bytes]), 0)
  t.equal(four(10, 0, 0, 1), four(10, 0, 0, 200))
  t.not(four(10, 0, 0, 1), four(10, 0, 1, 1))
  const six = (...bytes: readonly number[]): number => {
    const address = new Uint8Array(28)
    address[0] = 10
    address.set(bytes, 8)
    return networkAt(address, 0)
  }
  t.equal(six(0x20, 1, 0xd, 0xb8, 0, 1, 0xff, 2), six(0x20, 1, 0xd, 0xb8, 0, 1, 0xff, 0x99))
  t.not(six(0x20, 1, 0xd, 0xb8, 0, 1, 0xfe), six(0x20, 1, 0xd, 0xb8, 0, 1, 0xff))
  t.equal(six(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 7), four(10, 0, 0, 1))
})

t.test('limiters that share their counts keep to one limit', async t => {
  const counts = sharedCounts()
  const [one, other] = [new Limiter(3, counts, 5), new Limiter(3, counts, 5)]
  const judged = [one, other, one, other].map(limiter => limiter.judge(1, 2, 9_000))
  t.same(judged, ['send', 'send', 'send', 'cut'])
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
  t.equal(countersOf([one.counts]).dropped, 90)
})
