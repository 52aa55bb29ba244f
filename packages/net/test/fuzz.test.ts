// Goal: no bytes on any protocol crash a room, make it reject unhandled, or stay in its memory.
// Method: a raw node throws blobs (random, well framed, and mutated framed ones) at every protocol, once as a
// stranger and once admitted; libp2p is used as it is, so streams are reset and opened again all the time.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { draw, LIMITS, prng } from '@hivemind/base'
import { libp2pNet } from '@hivemind/net'
import type { Connection, Stream } from '@libp2p/interface'
import t from 'tap'
import { codeOf, scene } from '../suite/actor.ts'
import { header, type RawNode, ROOM_PROTOCOLS, rawNode } from '../suite/raw-node.ts'

/** A stranger's every blob costs a new stream, so a busy machine wants fewer: FUZZ_BLOBS=10000 for the whole of it. */
const BLOBS = Number(process.env['FUZZ_BLOBS'] ?? 2_000)
const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }
const chance = { prng: prng(20_260_101) }

const unhandled: unknown[] = []
process.on('unhandledRejection', error => unhandled.push(error))
process.on('uncaughtException', error => unhandled.push(error))

const garbage = (size: number): Uint8Array => new Uint8Array(size).map(() => draw(chance, 256))

/** Something a hostile peer might send. */
function blob (): Uint8Array {
  const body = garbage(1 + draw(chance, draw(chance, 20) === 0 ? 20_000 : 200))
  const framed = Buffer.concat([header(body.byteLength), body])
  switch (draw(chance, 5)) {
    case 0: return body
    case 1: return framed
    case 2: return framed.subarray(0, 1 + draw(chance, framed.byteLength - 1))
    case 3: return Buffer.concat([header(draw(chance, 2 ** 31 - 1)), body])
    default:
      framed[draw(chance, framed.byteLength)] = draw(chance, 256)
      return framed
  }
}

/** Throw blobs at one protocol, opening the stream and the connection again when the room closed them. */
async function assault (raw: RawNode, address: string, protocol: string, blobs: number): Promise<void> {
  let connection: Connection | undefined
  let stream: Stream | undefined
  for (let sent = 0; sent < blobs; sent++) {
    if (connection?.status !== 'open') connection = await raw.dial(address).catch(() => undefined)
    if (stream?.status !== 'open') {
      stream = await connection?.newStream(protocol, { negotiateFully: false }).catch(() => undefined)
    }
    try {
      stream?.send(blob())
    } catch {
      stream = undefined // The room reset it meanwhile.
    }
    if (sent % 20 === 0) await new Promise(setImmediate)
    if (draw(chance, 50) === 0) stream?.abort(new Error('the assailant changes its mind'))
  }
  connection?.abort(new Error('done'))
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Live memory; what only waits for a timer of libp2p to let go of it is gone after a turn or two. */
async function heapMiB (): Promise<number> {
  await new Promise(setImmediate)
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}

for (const admitted of [false, true]) {
  const who = admitted ? 'an admitted peer' : 'a stranger'
  t.test(`${BLOBS} blobs of ${who} do no harm`, { timeout: 60_000 }, async t => {
    const stage = scene(t, subject)
    const room = await stage.actor()
    const [address = ''] = room.net.addresses()
    room.onJoin = async frame => frame
    const raw = await rawNode(t)
    if (admitted) room.net.setPeers([{ id: raw.id, addresses: [], admitted: true, keep: false }])

    const share = Math.ceil(BLOBS / ROOM_PROTOCOLS.length)
    await Promise.all(ROOM_PROTOCOLS.map(async protocol => await assault(raw, address, protocol, share / 10)))
    const before = await heapMiB()
    await Promise.all(ROOM_PROTOCOLS.map(async protocol => await assault(raw, address, protocol, share)))
    room.arrivals.length = 0
    room.visitors.length = 0
    const growth = await heapMiB() - before
    t.ok(growth < 32, `${growth.toFixed(1)} MiB more than after a tenth of it`)

    const friend = await stage.actor()
    const asked = friend.net.requestJoin(address, new Uint8Array([1]), 5_000)
    t.equal(await codeOf(asked), 'it went well', 'it still answers')
    const counters = admitted ? room.net.peers()[0]?.counters : room.net.strangers()
    t.ok((counters?.framesRefused ?? 0) > 0, `${counters?.framesRefused} frames refused`)
    if (!admitted) t.ok((counters?.streamsRefused ?? 0) > 0, `${counters?.streamsRefused} streams refused`)
    t.ok(room.arrivals.every(({ frame }) => frame.byteLength >= 1 && frame.byteLength <= LIMITS.frameBytesMax))
    t.same(unhandled, [])
  })
}
