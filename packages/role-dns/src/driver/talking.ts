/**
 * One question to another server over TCP, signed, and its answer in as many packets as it takes.
 *
 * Touches one connection. Whatever comes back has to be signed with the same key. Source: RFC 7766, RFC 8945 5.3.
 */
import { connect } from 'node:net'
import { addressFrom } from '../config.ts'
import { type Key, Signing, Verifying } from '../tsig.ts'
import { type ReadAnswer, readAnswer } from '../wire/answer-reading.ts'
import { RCODE, rcodeText } from '../wire/numbers.ts'

export interface Peer { readonly server: string, readonly key: Key }

const SILENCE_MS = 5_000
/** A zone beyond it is none of ours. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/**
 * @param done - is given each packet, in order; whether it was the last one
 * @throws {Error} when there is no connection, no answer in time, or one that is malformed or not signed
 */
export async function talk (
  { server, key }: Peer, packet: Buffer, signal: AbortSignal, done: (answer: ReadAnswer) => boolean
): Promise<void> {
  const { host = '', port = 0 } = addressFrom(server) ?? {}
  const signing = new Signing(key, null)
  const signed = signing.sign(packet, nowSeconds())
  const verifying = new Verifying(key, signing.mac as Buffer)
  const socket = connect({ host, port, signal })
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`${server} says nothing`)))
  socket.write(Buffer.concat([Buffer.from([signed.length >> 8, signed.length & 0xff]), signed]))
  let [rest, total] = [Buffer.alloc(0), 0]
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > ANSWER_BYTES_MAX) throw new Error(`${server} answers without end`)
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const one = rest.subarray(2, 2 + rest.readUInt16BE(0))
        rest = rest.subarray(2 + one.length)
        if (taken(one)) return
      }
    }
  } finally {
    socket.destroy()
  }
  throw new Error(`${server} ended the connection before its answer`)

  function taken (one: Buffer): boolean {
    const answer = readAnswer(one)
    if (answer === null || answer.id !== packet.readUInt16BE(0)) throw new Error(`${server} says what is no answer`)
    const { rcode, tsig } = answer
    // A server that does not know the key cannot sign with it.
    if (tsig === null && rcode !== RCODE.noError) throw new Error(`${server} refuses: ${rcodeText(rcode)}`)
    const wrong = verifying.take(one, tsig, nowSeconds())
    if (wrong !== null) throw new Error(`${server}: ${wrong} (${rcodeText(rcode)})`)
    if (!done(answer)) return false
    if (answer.tsig === null) throw new Error(`${server} did not sign the end of its answer`)
    return true
  }
}

const nowSeconds = (): number => Math.floor(Date.now() / 1_000)
