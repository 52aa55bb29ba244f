/**
 * Subscribers of a cluster that only count: what each hears is not decoded, so that a thousand of them cost little.
 *
 * Touches the network, alike for both products: a connection for each subscriber.
 */
import { request } from 'node:http'
import { PATHS } from '@hivemind/api'
import type { Drive } from './driving.ts'
import { Grpc } from './grpc.ts'

/** What every event of the bench has in it, once. */
export const MARKS = { hivemind: 'bench.fanout', etcd: 'bench/fanout' } as const

/** One subscriber. */
export interface Subscriber {
  /** Resolves when it hears whatever comes from now on. */
  readonly open: Promise<void>
  close (): void
}

/** @param heard - called with how many events came at once */
export function subscribe ({ product, where }: Omit<Drive, 'deed'>, heard: (events: number) => void): Subscriber {
  const { promise: open, resolve, reject } = Promise.withResolvers<void>()
  const count = counting(Buffer.from(MARKS[product]))
  const hear = (bytes: Buffer): void => {
    resolve() // Both say something as soon as they listen.
    const events = count(bytes)
    if (events > 0) heard(events)
  }
  const close = product === 'hivemind' ? hearHivemind(where, hear, reject) : hearEtcd(where, hear)
  return { open, close }
}

function hearHivemind (
  socketPath: string, hear: (bytes: Buffer) => void, failed: (error: Error) => void
): () => void {
  const asked = request({ socketPath, path: PATHS['log-follow'].path, headers: { host: 'agent' }, agent: false })
  asked.on('error', failed)
  asked.on('response', answer => {
    if (answer.statusCode !== 200) failed(new Error(`a subscriber was answered ${answer.statusCode}`))
    answer.on('error', () => {}) // Cut off at the end of the bench.
    answer.on('data', hear)
  })
  asked.end()
  return () => asked.destroy()
}

function hearEtcd (where: string, hear: (bytes: Buffer) => void): () => void {
  const [host = '', port = ''] = where.split(':')
  const grpc = new Grpc(host, Number(port))
  const key = Buffer.from(MARKS.etcd)
  const create = Buffer.concat([Buffer.from([0x0a, key.length]), key]) // WatchCreateRequest: key 1.
  grpc.listen('/etcdserverpb.Watch/Watch', Buffer.concat([Buffer.from([0x0a, create.length]), create]), hear)
  return () => grpc.close()
}

/** @returns counts a mark in the next chunk of a stream, also where it lies over the border of two */
function counting (mark: Buffer): (chunk: Buffer) => number {
  let rest = Buffer.alloc(0)
  return chunk => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let count = 0
    let end = 0
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, end)) {
      count++
      end = at + mark.length
    }
    rest = Buffer.from(bytes.subarray(Math.max(end, bytes.length - mark.length + 1)))
    return count
  }
}
