// Goal: a peer whose process is killed is noticed by its closing connection, with no beat needed.
// Method: the peer is a child process; the room's own beat is set to never. A process that dies slowly is played by a
// door in front of a peer, which is closed after the connection.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { nodeId } from '@hivemind/base'
import { libp2pNet } from '@hivemind/net'
import t from 'tap'
import { peer, scene } from '../suite/actor.ts'

const subject = { make: libp2pNet, listen: '127.0.0.1:0', deadAddress: '127.0.0.1:1' }
const PEER = `
  import { createIdentity, libp2pNet } from '@hivemind/net'
  const net = libp2pNet({ identity: await createIdentity(), listen: ['127.0.0.1:0'] })({
    onFrame () {}, onOpened () {}, onClosed () {}, onGone () {}, onNote () {}, async onPull () {},
    onJoinRequest: async frame => frame
  })
  await net.start()
  net.setPeers([{ id: process.argv[1], addresses: [], admitted: true, keep: false }])
  console.log(JSON.stringify({ id: net.self, addresses: net.addresses() }))
`

t.test('a killed peer is closed at once', async t => {
  const stage = scene(t, subject)
  const room = await stage.actor({ beatMs: 2 ** 30 })
  const args = ['--conditions=hivemind-src', '--input-type=module', '-e', PEER, room.id]
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data') as [Buffer]
  const { id, addresses } = JSON.parse(line.toString()) as { id: string, addresses: string[] }
  room.net.setPeers([{ id: nodeId(id), addresses, admitted: true, keep: true }])
  await stage.until(() => room.told.length === 1)
  const killedAt = performance.now()
  child.kill('SIGKILL')
  await stage.until(() => room.told.length === 2)
  t.comment(`closed ${(performance.now() - killedAt).toFixed(1)} ms after the kill`)
  t.same(room.told, [`opened ${id}`, `closed ${id}`])
  await stage.until(() => room.gone.length > 0)
  t.same(room.gone, [id], 'nobody listens where it was')
})

t.test('also one whose door is open a moment longer than its connection', async t => {
  const stage = scene(t, subject)
  const [room, other] = [await stage.actor({ beatMs: 2 ** 30 }), await stage.actor({ beatMs: 2 ** 30 })]
  other.net.setPeers([peer(room, { keep: false })])
  const sockets: Socket[] = []
  let dying = false
  const door = createServer(socket => {
    if (dying) door.close() // The first knock is let in.
    const port = Number(other.net.addresses()[0]?.split(':').at(-1))
    const inner = connect(port, '127.0.0.1')
    sockets.push(socket, inner)
    socket.on('error', () => {}).pipe(inner.on('error', () => {})).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  t.teardown(() => { for (const socket of sockets) socket.destroy() })
  room.net.setPeers([peer(other, { addresses: [`127.0.0.1:${(door.address() as AddressInfo).port}`] })])
  await stage.until(() => room.told.length === 1)
  dying = true
  for (const socket of sockets.splice(0)) socket.destroy()
  await stage.until(() => room.gone.length > 0)
  t.same(room.gone, [other.id])
})
