/** A small world for tests: hosts, services, records, and a responder that answers for them. Pure. */
import { config as schema } from '../src/config.ts'
import { Responder, type ResponderChoices } from '../src/responding.ts'
import type { Host, Service, StaticRecord, View } from '../src/view.ts'
import { joined, label, type Name, type NameKey, nameFrom } from '../src/wire/name.ts'
import { build } from '../src/zone/building.ts'
import { type Kept, next } from '../src/zone/history.ts'

export const CONFIG = schema.parse({
  zone: 'hive.test',
  zones: ['shop.test'],
  reverse: ['10.in-addr.arpa', 'd.f.ip6.arpa']
})
export const host = (name: string, over: Partial<Host> = {}): Host => ({
  id: `12D3KooW${name}`,
  name,
  addresses: [],
  reachable: true,
  seq: null,
  services: [],
  server: null,
  ...over
})
export const service = (name: string, over: Partial<Service> = {}): Service => ({
  name,
  port: 80,
  protocol: 'tcp',
  tags: [],
  address: null,
  health: 'passing',
  reason: '',
  ...over
})
export const record = (text: string, ttlSeconds: number | null = null): StaticRecord => {
  const [name = '', type = '', ...values] = text.split('|')
  return { resource: `${type}.${name}`, name, type, values, ttlSeconds }
}

export const VIEW: View = {
  self: 'n1', degraded: false, problems: [],
  hosts: [
    host('a', {
      addresses: ['10.0.0.1', 'fd00::1'],
      services: [service('web', { tags: ['blue'] }), service('dying', { health: 'failing', reason: 'HTTP 503' })]
    }),
    host('b', {
      addresses: ['10.0.0.2'],
      services: [service('web', { port: 81, address: '10.9.9.9' }), service('log', { protocol: 'udp', port: 514 })]
    }),
    host('gone', { addresses: ['10.0.0.3'], reachable: false, services: [service('web'), service('lost')] }),
    host('n1', { addresses: ['10.0.0.8'], server: { host: '0.0.0.0', port: 53 } })
  ],
  records: [
    record('www.hive.test|CNAME|web.service.hive.test'), record('out.hive.test|CNAME|elsewhere.example'),
    record('circle.hive.test|CNAME|circle.hive.test'), record('*.apps.hive.test|A|10.5.5.5', 60),
    record('one.apps.hive.test|TXT|here'), record('sub.hive.test|NS|ns.sub.hive.test'),
    record('ns.sub.hive.test|A|10.6.6.6'), record('shop.test|MX|10 a.node.hive.test'),
    record('shop.test|TXT|v=spf1 "quoted"'), record(`long.hive.test|TXT|${'x'.repeat(600)}`)
  ]
}

/** Zones of a view, after those that were kept before. */
export function keptOf (
  view: View,
  least = 100,
  before: ReadonlyMap<NameKey, Kept> = new Map(),
  config = CONFIG
): Map<NameKey, Kept> {
  const primary = joined(label('n1') + label('node'), nameFrom('hive.test') as Name)
  return new Map([...build(view, config).zones].map(([key, { apex, nodes }]) =>
    [key, next(before.get(key) ?? null, { apex, nodes, primary, negativeTtl: 5 }, least)]))
}

export function responder (choices: Partial<ResponderChoices> = {}, view = VIEW): Responder {
  const one = new Responder({
    transfers: { allow: [], key: null },
    responsesPerSecond: 0,
    live: () => null,
    ...choices
  })
  one.serve(keptOf(view))
  return one
}
