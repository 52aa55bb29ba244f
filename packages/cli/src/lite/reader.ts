/**
 * Reading from an agent, and nothing else: `hivemind-lite` is built on it, and so cannot change anything.
 *
 * Touches the agent's unix socket. The short road below serves the case that matters, an agent that answers, in half of
 * the client's start time; whatever else happens is left to the client of `@hivemind/api`, which knows all about it.
 */
import type { Args, Client, PATHS, Reply } from '@hivemind/api'

/** Routes that change nothing, where the contract has them. */
const READS = {
  'status': '/v1/status',
  'member-list': '/v1/members',
  'control-plane-list': '/v1/control-plane',
  'log-read': '/v1/log',
  'role-look': '/v1/roles/{name}/asks/{ask}'
} as const satisfies { readonly [Name in keyof typeof PATHS]?: (typeof PATHS)[Name]['path'] }
type Read = keyof typeof READS

export interface Reader {
  readonly read: <Name extends Read>(name: Name, args?: Args<Name>) => Promise<Reply<Name>>
  readonly follow: Client['log']['follow']
  readonly close: () => void
}

/** Read from the agent at an address. Nothing is sent until the first read. */
export function readerOf (addr: string, deadlineMs: number): Reader {
  let client: Promise<Client> | null = null
  const wholeClient = (): Promise<Client> => {
    client ??= import('@hivemind/api').then(({ connect }) => connect({ addr, deadlineMs }))
    return client
  }
  return {
    async read (name, args) {
      const until = performance.now() + deadlineMs
      const quick = await shortRoad(
        addr,
        pathOf(READS[name], args as Parts | undefined),
        deadlineMs
      )
      if (quick !== null) return quick as never
      const call = (await wholeClient()).call as (
        name: Read,
        args: object,
        options: { deadlineMs: number }
      ) => Promise<never>
      return await call(name, args ?? {}, { deadlineMs: Math.max(1, Math.round(until - performance.now())) })
    },
    async * follow (options) { yield * (await wholeClient()).log.follow(options) },
    close () { void client?.then(opened => { opened.close() }) }
  }
}

interface Parts { readonly params?: Readonly<Record<string, string>>, readonly query?: object }

function pathOf (template: string, args: Parts | undefined): string {
  const path = template.replace(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(args?.params?.[part] ?? ''))
  const words = Object.entries(args?.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return words.length === 0 ? path : `${path}?${words.join('&')}`
}

/** An answer of the contract over a unix socket, or null for anything else. */
function shortRoad (addr: string, path: string, deadlineMs: number): Promise<object | null> {
  if (!addr.startsWith('unix://')) return Promise.resolve(null)
  // An import of node:http evaluates all of its exports, among them a WebSocket client, and takes 20 ms more.
  const http = process.getBuiltinModule('node:http')
  return new Promise(resolve => {
    const request = http.request(
      { socketPath: addr.slice('unix://'.length), path, headers: { accept: 'application/json' }, agent: false },
      response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => {
          resolve(null)
        })
        response.on('end', () => {
          resolve(response.statusCode === 200 ? answerIn(Buffer.concat(chunks).toString()) : null)
        })
      }
    )
    request.setTimeout(deadlineMs, () => request.destroy())
    request.on('error', () => { resolve(null) })
    request.on('close', () => { resolve(null) })
    request.end()
  })
}

function answerIn (text: string): object | null {
  try {
    const answer = JSON.parse(text) as { readonly apiVersion?: unknown } | null
    return answer?.apiVersion === 'hivemind/v1' ? answer : null
  } catch {
    return null
  }
}
