/**
 * The name server alone, for measuring: the role in its harness, with hosts and services by number.
 *
 * Touches one port of 127.0.0.1. Words: PORT HOSTS DIRECTORY WORKERS. It prints `ready` and goes on until it is killed.
 */
import { harness } from '@hivemind/role/harness'
import { role } from '@hivemind/role-dns'

const [port = '', hosts = '', directory = '', workers = '1'] = process.argv.slice(2)
process.chdir(directory)
const self = { id: '12D3KooWa', name: 'a' }
const config = {
  zone: 'hive.test', listen: `127.0.0.1:${port}`, responsesPerSecond: 0, workers: Number(workers),
  transfer: { allow: ['127.0.0.1'] }
}
const members = Array.from({ length: Number(hosts) }, (_, at) => ({
  id: at === 0 ? self.id : `M${at}`, name: at === 0 ? 'a' : `h${at}`, reachable: true,
  addresses: [`10.0.${at >> 8}.${at & 255}:7946`]
}))
const feeds = members.map(({ id }, at) => ({
  topic: 'services', origin: id, boot: 1, seq: 1, at: 0,
  facts: { [`service/s${at >> 2}`]: { port: 8_000, protocol: 'tcp', tags: [], health: 'passing' } }
}))
const world = harness(role, { config, self }).apply({ members, feeds }).grant()
await world.settled()
if (world.failures.length > 0) throw new Error(world.failures.join('; '))
process.stdout.write('ready\n')
