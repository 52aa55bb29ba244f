/**
 * What a client does to a member of either product, one operation at a time; equally careful for both.
 *
 * Touches the network: ours through the public client, as any program would; etcd through `grpc.ts`.
 */
import { connect } from '@hivemind/api'
import { Grpc } from './grpc.ts'

export type Deed = 'write' | 'read' | 'stale-read'

/** Whom to drive, and with what. */
export interface Drive {
  readonly product: 'hivemind' | 'etcd'
  /** Path of a unix socket, or `host:port`. */
  readonly where: string
  readonly deed: Deed
}

/** Begin one operation; `done` is called once, with whether it succeeded. */
export type Operation = (done: (succeeded: boolean) => void) => void

export interface Driven { readonly operation: Operation, close (): void }

/** Bytes of one value. */
const VALUE_BYTES = 256
/** Keys that etcd's writes go to in turn, and entries that reads ask for. */
const KEYS = 1_000

/** Write a value for each key, so that reads find something. @returns index of the first entry; 1 where keys count */
export async function fill (drive: Omit<Drive, 'deed'>): Promise<number> {
  if (drive.product === 'hivemind') return await fillHivemind(drive.where)
  const { operation, close } = drivenEtcd({ ...drive, deed: 'write' })
  const written = Array.from({ length: KEYS }, () => new Promise<boolean>(operation))
  const all = await Promise.all(written)
  close()
  if (all.includes(false)) throw new Error('the values to read could not be written')
  return 1
}

/** So many writes, a thousand in flight. @throws when one of them fails */
export async function writeMany (drive: Omit<Drive, 'deed'>, count: number): Promise<void> {
  const { operation, close } = driven({ ...drive, deed: 'write' })
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) if (!await new Promise<boolean>(operation)) throw new Error('a write failed')
  }
  await Promise.all(Array.from({ length: 1_000 }, worker))
  close()
}

async function fillHivemind (where: string): Promise<number> {
  const client = connect({ addr: `unix://${where}` })
  const payload = 'x'.repeat(VALUE_BYTES - 2)
  const all = await Promise.all(Array.from({ length: KEYS }, () => client.log.append({ type: 'bench.write', payload })))
  client.close()
  return Math.min(...all.map(({ index }) => index))
}

/** @param first - for reads: the index of an entry that is there with the next thousand */
export function driven (drive: Drive, first = 1): Driven {
  return drive.product === 'etcd' ? drivenEtcd(drive) : drivenHivemind(drive, first)
}

function drivenHivemind ({ where, deed }: Drive, first: number): Driven {
  const client = connect({ addr: `unix://${where}` })
  const payload = 'x'.repeat(VALUE_BYTES - 2) // And its quotes.
  let number = 0
  const begin = (): Promise<unknown> =>
    deed === 'write'
      ? client.log.append({ type: 'bench.write', payload })
      : client.log.show(first + number++ % KEYS, { consistency: deed === 'read' ? 'linearizable' : 'stale' })
  return { operation: done => { begin().then(() => done(true), () => done(false)) }, close: () => client.close() }
}

function drivenEtcd ({ where, deed }: Drive): Driven {
  const [host = '', port = ''] = where.split(':')
  const grpc = new Grpc(host, Number(port))
  const value = Buffer.alloc(VALUE_BYTES, 'x')
  const keys = Array.from({ length: KEYS }, (_, at) => Buffer.from(`bench/${at}`))
  const messages = keys.map(key => deed === 'write' ? put(key, value) : range(key, deed === 'stale-read'))
  const path = deed === 'write' ? '/etcdserverpb.KV/Put' : '/etcdserverpb.KV/Range'
  let number = 0
  const operation: Operation = done => {
    const message = messages[number++ % KEYS]
    if (message === undefined) throw new Error('the benchmark has no message to send')
    grpc.call(path, message, answer => done(answer !== null && (deed === 'write' || answer.includes(value))))
  }
  return { operation, close: () => grpc.close() }
}

/** PutRequest: key 1, value 2. */
const put = (key: Buffer, value: Buffer): Buffer => Buffer.concat([field(1, key), field(2, value)])

/** RangeRequest: key 1, serializable 7. */
const range = (key: Buffer, serializable: boolean): Buffer =>
  Buffer.concat([field(1, key), Buffer.from(serializable ? [0x38, 1] : [])])

/** A field of bytes, shorter than 16,384. */
function field (number: number, bytes: Buffer): Buffer {
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7]
  return Buffer.concat([Buffer.from([number << 3 | 2, ...length]), bytes])
}
