/** Answers that are given again: with the number of each query, in turns, and never after a zone changed. */
import t from 'tap'
import { countersOf } from '../src/counting.ts'
import { ask, decode } from './decoding.ts'
import { keptOf, responder, VIEW } from './world.ts'

t.test('each query is answered with its own number, and sets begin with each record in turn', async t => {
  const one = responder()
  const packets = [11, 12, 13, 14, 15].map(
    id => [...one.respond(ask('web.service.hive.test A', { id }), '127.0.0.1', 'udp', 0)][0]
  )
  t.same(
    packets.map(packet => packet?.readUInt16BE(0)),
    [11, 12, 13, 14, 15]
  )
  const firsts = packets.map(packet => decode(packet as Buffer).answers[0])
  t.equal(new Set(firsts).size, 2)
  t.equal(countersOf([one.counts]).rcodes['NOERROR'], 5)
})

t.test('a zone that changed is answered anew', async t => {
  const one = responder()
  const count = (): number => {
    const [packet = Buffer.alloc(0)] = one.respond(ask('web.service.hive.test A'), '127.0.0.1', 'udp', 0)
    return decode(packet).answers.length
  }
  t.same([count(), count()], [2, 2])
  one.serve(keptOf({ ...VIEW, hosts: VIEW.hosts.filter(({ name }) => name !== 'b') }))
  t.same([count(), count()], [1, 1])
})

t.test('what is made when it is asked for is made each time', async t => {
  let made = 0
  const one = responder({
    live: (_zone, key) => key.startsWith('\x04_age')
      ? { name: key as never, type: 16, ttl: 0, rdatas: [Buffer.from([1, 48 + made++])] }
      : null
  })
  const text = (): string | undefined => {
    const [packet = Buffer.alloc(0)] = one.respond(ask('_age.hive.test TXT'), '127.0.0.1', 'udp', 0)
    return decode(packet).answers[0]
  }
  t.not(text(), text())
})
