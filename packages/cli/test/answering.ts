/**
 * A tiny HTTP server on a unix socket in the place of an agent. Each answer is checked against the contract, so it
 * cannot show the command line anything that an agent could not.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Problem, Status } from '@hivemind/api'
import { API_VERSION, contract, PATHS, type RouteName } from '@hivemind/api/contract'

export interface Asked {
  readonly route: RouteName
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly body: unknown
}
type Answer =
  | { readonly item: unknown }
  | { readonly items: readonly unknown[], readonly page?: unknown }
  | { readonly problem: Problem }
  | { readonly lines: readonly unknown[] }
export type Answers = { readonly [Name in RouteName]?: (asked: Asked) => Answer }

export const HASH = 'ab'.repeat(32)
export const TIME = '2026-01-02T03:04:05.000Z'
export const META = {
  epoch: 3, index: 812, consistency: 'stale', stale: false, ageMs: 40, leader: 'a', degraded: false
}
export const PLACE = { index: 813, term: 2, epoch: 3, txid: '9f3c0a' }

export const problem = (over: Partial<Problem> = {}): Problem => ({
  type: 'docs/errors.md#hive_degraded', title: 'No quorum', status: 503, code: 'HIVE_DEGRADED',
  detail: '1 of 3 voters reachable, 2 needed', hint: 'Start the others.',
  exit: 7, changed: 'no', retry: 'yes', requestId: 'r1', ...over
})

export const member = (name: string, over: object = {}): object => ({
  id: `12D3Koo${name}`, name, addresses: ['127.0.0.1:7400'], version: '0.1.0', role: '', wanted: 'voter',
  raft: 'voter', condition: 'alive', stopped: false, sinceMs: 5_000,
  connected: true,
  remoteAddress: '127.0.0.1:7400', rttMs: 0.4, joinedIndex: 1, joinedEpoch: 1, joinedAt: TIME, ...over
})

const accuser = (name: string, over: object = {}): object => ({
  id: `12D3Koo${name}`, name, missed: 4, denied: 3, silentMs: 6_000, connected: true, ...over
})
const why = (name: string): object => ({
  id: `12D3Koo${name}`, name, condition: 'alive', complete: true,
  failure: {
    index: 90, at: TIME, observers: 3, stopped: false, accusers: [accuser('a'), accuser('c')],
    returned: { index: 92, at: TIME }
  },
  accusations: [accuser('d', { unreachable: false, ageMs: 20 })]
})

export const peer = (name: string, over: object = {}): object => ({
  id: `12D3Koo${name}`, name, raft: 'voter', wanted: 'voter', standing: 'follower', condition: 'alive',
  match: 812, lag: 0, self: false, ...over
})

export const row = (index: number, over: object = {}): object => ({
  index, term: 2, epoch: 3, kind: 'event', type: 'user.created', payload: { name: 'ada' }, hash: HASH, at: TIME,
  txid: '9f', actor: 'operator', reason: '', ...over
})

export const status = (over: Partial<Status> = {}): Status => ({
  id: '12D3Kooa', name: 'a', phase: 'member', health: 'healthy', cluster: { id: 'c1', name: 'lab' }, epoch: 3,
  lineage: 0, degraded: false, degradedReason: '',
  leader: { id: '12D3Kooa', name: 'a' }, term: 2, firstIndex: 1, commitIndex: 812, appliedIndex: 812,
  lastIndex: 812, snapshotIndex: 0, stateHash: 'ff',
  source: { mode: 'raft', standing: 'leader', from: null },
  quorum: { voters: 3, needed: 2, reachable: 3, tolerates: 1 },
  members: { total: 4, alive: 4, suspect: 0, unreachable: 0, unknown: 0, names: [] },
  unmet: [], joinsWaiting: 0, events: 10,
  unknownEntries: 0, sessions: 1, repair: null, joining: null, refusedFrames: {},

  agent: {
    version: '0.1.0', nodeVersion: '24.0.0', pid: 4711, startedAt: TIME, dataDirectory: '/d', tickMs: 20,
    listen: ['127.0.0.1:7400'], rssBytes: 8e7, logBytes: 1e6, eventLoopDelayMs: 2, diskNotes: []
  },
  ...over
})

const STANDARD: Answers = {
  'status': () => ({ item: status() }),
  'member-list': () => ({ items: [member('a', { condition: 'self' }), member('b')] }),
  'member-why': ({ params }) => ({ item: why(params['name'] ?? '') }),
  'member-show': ({ params }) => ({ item: member(params['name'] ?? '', { facts: null }) }),
  'control-plane-load': () => ({
    items: [
      { id: '12D3Kooa', name: 'a', members: 20, followers: 19 },
      { id: '12D3Koob', name: 'b', members: 17, followers: null }
    ]
  }),
  'control-plane-list': () => ({
    items: [peer('a', { standing: 'leader', self: true }), peer('b'), peer('c', { lag: 2 })]
  })
}

export interface Answering { readonly addr: string, readonly asked: Asked[], readonly close: () => void }

/** Begin to answer; what a test does not name is answered as by a healthy cluster. */
export async function answering (answers: Answers = {}): Promise<Answering> {
  const folder = mkdtempSync(join(tmpdir(), 'hive-'))
  const path = join(folder, 'agent.sock')
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://agent')
    let text = ''
    request.on('data', chunk => { text += String(chunk) }).on('end', () => {
      const found = routeOf(request.method ?? '', url.pathname)
      if (found === null) throw new Error(`no route ${request.method} ${url.pathname}`)
      const body = text === '' ? undefined : JSON.parse(text) as unknown
      const one = { ...found, query: Object.fromEntries(url.searchParams), body }
      asked.push(one)
      const answer = answers[found.route] ?? STANDARD[found.route]
      if (answer === undefined) throw new Error(`the test has no answer for ${found.route}`)
      send(response, found.route, answer(one))
    })
  })
  await new Promise<void>(listening => { server.listen(path, listening) })
  const close = (): void => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { addr: `unix://${path}`, asked, close }
}

function routeOf (method: string, path: string): { route: RouteName, params: Record<string, string> } | null {
  const variables = (name: RouteName): number => PATHS[name].path.split('{').length
  const names = (Object.keys(PATHS) as RouteName[]).toSorted((a, b) => variables(a) - variables(b))
  for (const route of names) {
    if (PATHS[route].method !== method) continue
    const match = new RegExp(`^${PATHS[route].path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path)
    if (match !== null) return { route, params: { ...match.groups } }
  }
  return null
}

function send (response: ServerResponse, route: RouteName, answer: Answer): void {
  if ('problem' in answer) {
    response.writeHead(answer.problem.status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify(answer.problem))
  } else if ('lines' in answer) {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.end(answer.lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  } else {
    const { response: schema } = contract[route]
    const kind = (schema as unknown as { shape: { kind: { value: string } } }).shape.kind.value
    const whole = { apiVersion: API_VERSION, kind, meta: META, ...answer }
    schema.parse(whole)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole))
  }
}
