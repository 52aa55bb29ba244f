/**
 * Bench of the network room: 256-byte round trip and 4 KiB one-way rate between two processes, for each encryption.
 *
 * Claim (docs/adr/0003-tls-before-noise.md): TLS needs no more CPU for a byte than noise, both answer in under a
 * millisecond. Rates suffer from whatever else runs on the machine; CPU per megabyte, of both ends, suffers less.
 * Prints numbers, asserts nothing. Run: node --conditions=hivemind-src bench/net.ts
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type NodeId, nodeId } from '@hivemind/base'
import { createIdentity, type Encryption, libp2pNet, type Net, type NetEvents } from '@hivemind/net'

const ROUND_TRIPS = 20_000
const RATE_MS = 4_000
const DIALS = 30

interface Hello { readonly id: string, readonly addresses: readonly string[] }

const quiet: NetEvents = {
  onFrame: () => undefined,
  onOpened: () => undefined,
  onClosed: () => undefined,
  onGone: () => undefined,
  onNote: () => undefined,
  onPull: async () => undefined,
  onJoinRequest: async (_from, frame) => frame
}

function cpuMs (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

async function start (encryption: Encryption, events: (net: () => Net) => Partial<NetEvents>): Promise<Net> {
  const choices = { identity: await createIdentity(), listen: ['127.0.0.1:0'], encryption: [encryption] }
  const net: Net = libp2pNet(choices)({ ...quiet, ...events(() => net) })
  await net.start()
  return net
}

/** The other process: echoes `ask`, counts `raft`, reports its count when `swim` asks for it. */
async function beOther (encryption: Encryption): Promise<void> {
  let bytes = 0
  const net = await start(encryption, net => ({
    onFrame (from, protocol, frame) {
      if (protocol === 'ask') net().send(from, 'ask', frame)
      else if (protocol === 'raft') bytes += frame.byteLength
      else net().send(from, 'swim', new Uint8Array(new Float64Array([bytes, cpuMs()]).buffer))
    }
  }))
  process.on('message', (id: string) => net.setPeers([{ id: nodeId(id), addresses: [], admitted: true, keep: false }]))
  process.send?.({ id: net.self, addresses: net.addresses() })
}

async function roundTrips (net: Net, other: NodeId, answer: (take: () => void) => void): Promise<number[]> {
  const times: number[] = []
  for (let count = 0; count < ROUND_TRIPS; count++) {
    const sentAt = performance.now()
    const answered = new Promise<void>(answer)
    net.send(other, 'ask', new Uint8Array(256))
    await answered
    times.push(performance.now() - sentAt)
  }
  return times.slice(ROUND_TRIPS / 10).sort((a, b) => a - b) // The first tenth warms up.
}

/** Send as fast as the room takes it, for a while. @returns the worst pause of the event loop, in milliseconds */
async function flood (net: Net, other: NodeId, bytes: number): Promise<number> {
  const until = performance.now() + RATE_MS
  let pauseMs = 0
  for (let turnAt = performance.now(); turnAt < until;) {
    for (let count = 0; count < 128 && net.send(other, 'raft', new Uint8Array(bytes)); count++);
    await new Promise(resolve => setImmediate(resolve))
    pauseMs = Math.max(pauseMs, performance.now() - turnAt)
    turnAt = performance.now()
  }
  return pauseMs
}

/** Dial and ask to join, each time from another room: one room would be held to a few connections. */
async function dialling (encryption: Encryption, address: string): Promise<number> {
  const rooms = await Promise.all(Array.from({ length: DIALS }, async () => await start(encryption, () => ({}))))
  const startedAt = performance.now()
  for (const room of rooms) await room.requestJoin(address, new Uint8Array(64), 5_000)
  const meanMs = (performance.now() - startedAt) / DIALS
  await Promise.all(rooms.map(async room => await room.stop()))
  return meanMs
}

async function measure (encryption: Encryption): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [encryption], { execArgv: process.execArgv })
  const [{ id, addresses }] = await once(child, 'message') as [Hello]
  const [other, address = ''] = [nodeId(id), addresses[0]]
  const opened = Promise.withResolvers<void>()
  let answered: (frame: Uint8Array) => void = () => undefined
  const net = await start(encryption, () => ({
    onOpened: () => opened.resolve(),
    onFrame: (_from, _protocol, frame) => answered(frame)
  }))

  const dialMs = await dialling(encryption, address)

  child.send(net.self)
  net.setPeers([{ id: other, addresses, admitted: true, keep: true }])
  await opened.promise
  const times = await roundTrips(net, other, take => { answered = take })
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(3)

  const dial = `dial and join ${dialMs.toFixed(1)} ms`
  console.log(`${encryption}: 256 B round trip p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; ${dial}`)

  const totals = async (): Promise<{ megabytes: number, cpu: number }> => {
    const report = new Promise<Uint8Array>(resolve => { answered = resolve })
    while (!net.send(other, 'swim', new Uint8Array([1]))) await new Promise(resolve => setImmediate(resolve))
    const view = new DataView((await report).buffer)
    return { megabytes: view.getFloat64(0, true) / 1e6, cpu: view.getFloat64(8, true) + cpuMs() }
  }
  for (const bytes of [256, 4_096, 262_144]) {
    const [before, startedAt] = [await totals(), performance.now()]
    const pauseMs = await flood(net, other, bytes)
    const after = await totals()
    const megabytes = after.megabytes - before.megabytes
    const [rate, cost] = [megabytes * 1_000 / (performance.now() - startedAt), (after.cpu - before.cpu) / megabytes]
    const pause = `worst pause ${pauseMs.toFixed(0)} ms`
    console.log(`  ${bytes} B one way: ${cost.toFixed(1)} ms CPU per MB, ${rate.toFixed(0)} MB/s, ${pause}`)
  }
  await net.stop()
  child.kill()
}

const [role] = process.argv.slice(2)
if (role === 'tls' || role === 'noise') await beOther(role)
else for (const encryption of ['tls', 'noise'] as const) await measure(encryption)
if (role !== undefined) process.once('disconnect', () => process.exit())
