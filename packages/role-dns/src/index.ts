/**
 * The role of a name server: what members, services and static records are becomes zones, and questions are answered.
 *
 * Touches what a `NameServer` touches, while the role is held. See README.md.
 */
import { type Ask, defineAsk, defineRole, type Sample } from '@hivemind/role'
import { z } from 'zod'
import { checked, exported, queried, recordsOf, zonesOf } from './asking.ts'
import { config } from './config.ts'
import { NameServer } from './name-server.ts'
import { RECORD_KIND, SERVERS, SERVICES, viewOf } from './view.ts'

const text = z.string().min(1).max(1_024)

/** Questions that people ask: `hivemind dns`. */
const asksOf = (working: () => NameServer): Readonly<Record<string, Ask>> => ({
  zones: defineAsk(z.strictObject({}), () => zonesOf(working()), { reads: true }),
  records: defineAsk(
    z.strictObject({ zone: text.optional(), name: text.optional() }),
    ({ zone, name }) => recordsOf(working(), zone, name), { reads: true }
  ),
  query: defineAsk(
    z.strictObject({ name: text, type: text.default('A') }),
    ({ name, type }) => queried(working(), name, type), { reads: true }
  ),
  check: defineAsk(z.strictObject({}), () => checked(working()), { reads: true }),
  export: defineAsk(z.strictObject({ zone: text.optional() }), ({ zone }) => exported(working(), zone), {
    reads: true
  }),
  resync: defineAsk(z.strictObject({}), () => {
    working().update(working().view, true)
    return zonesOf(working())
  })
})

const SAMPLES: readonly Sample[] = [
  { config: { listen: '127.0.0.1:0', workers: 0 }, state: {} },
  {
    config: { listen: '127.0.0.1:0', zone: 'example.test', workers: 0 },
    state: {
      members: [{ id: '12D3KooWa', name: 'a', addresses: ['10.0.0.1:7946'], reachable: true }],
      resources: [{
        id: 'R1', kind: RECORD_KIND, name: 'a.www.example.test', tags: {}, parent: '', keys: [], version: 1,
        definition: { name: 'www.example.test', type: 'A', values: ['10.0.0.9'] }
      }]
    }
  }
]

function dnsRole () {
  let server: NameServer | null = null
  const working = (): NameServer => {
    if (server === null) throw new Error('the name server of this machine is not open yet; ask again in a moment')
    return server
  }
  return defineRole({
    name: 'dns',
    version: '1.0.0',
    about: 'Answers DNS queries for the zone of the cluster.',
    holders: 'every',
    degraded: 'continue', // Names are wanted most when something is broken; how old they are is a name as well.
    performs: ['dns.records/1'],
    watches: { members: true, resources: [RECORD_KIND], feeds: [SERVICES, SERVERS] },
    publishes: [SERVERS],
    config,
    select: viewOf,
    async reconcile (view, context) {
      const { config, signal } = context
      if (server !== null) return server.update(view)
      const opened = await NameServer.begin(config, view, context)
      if (signal.aborted) return opened.close()
      server = opened
      signal.addEventListener('abort', () => {
        opened.close()
        server = null
      }, { once: true })
    },
    ready: () => server !== null,
    health: () => server?.problems[0] ?? null,
    asks: asksOf(working),
    samples: SAMPLES
  })
}

export const role = dnsRole()
