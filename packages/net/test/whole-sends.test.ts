/** Goal: head and body of a frame leave in one piece. Method: an encrypter that notes what its connection is handed. */
import type { ConnectionEncrypter, MessageStream, SecuredConnection } from '@libp2p/interface'
import t from 'tap'
import { wholeSends } from '../src/whole-sends.ts'

/** As yamux hands over the head and the body of a frame: a list that can be joined. */
const list = (...bytes: readonly number[]) =>
  ({ subarray: () => Uint8Array.from(bytes) }) as unknown as Parameters<MessageStream['send']>[0]

function noting (sent: unknown[]): ConnectionEncrypter {
  const secured = async (): Promise<SecuredConnection> => ({
    connection: { send: (bytes: unknown) => sent.push(bytes) > 0 } as unknown as MessageStream
  } as SecuredConnection)
  return { protocol: '/noting/1', secureInbound: secured, secureOutbound: secured }
}

t.test('a list of two parts leaves as one, in both directions, and one part as it is', async t => {
  const sent: unknown[] = []
  const encrypter = wholeSends(() => noting(sent))({})
  t.equal(encrypter.protocol, '/noting/1')
  for (const make of [encrypter.secureInbound, encrypter.secureOutbound]) {
    const { connection } = await make({} as MessageStream)
    t.equal(connection.send(list(1, 2, 3)), true)
  }
  const { connection } = await encrypter.secureOutbound({} as MessageStream)
  const single = Uint8Array.of(4)
  connection.send(single)
  t.same(sent, [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
  t.equal(sent[2], single)
})
