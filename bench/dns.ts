/**
 * How many queries a second one server answers on one thread and on two, what each costs, and how soon a service that
 * is registered is answered: ours, and with `--peer knot` a knot that copied the same zone. Ours is also measured as it
 * is where datagrams have to be taken one by one.
 *
 * Touches real agents and servers on loopback. `--hosts 1000`, `--seconds 10`, `--services 100`, `--peer knot`,
 * `--json`. `--only load` leaves the second half out.
 * Needs `dnsperf`, and `knot` for the peer (Debian packages); it installs nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { registering, type Spread } from './measure/dns-registering.ts'
import { knotServer, ourServer, type Serving } from './measure/dns-serving.ts'
import { cpuMs, isInstalled } from './measure/processes.ts'

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    services: { type: 'string', default: '100' },
    peer: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false }
  }
})

/** What is claimed, on a machine that does nothing else. */
const CLAIM = { registeredP99Ms: 300, killedMs: 2_000, ofKnotOnOneThread: 0.8, ofKnotOnTwo: 1 } as const

interface Load {
  readonly product: string
  readonly threads: number
  readonly perSecond: number
  readonly lostPercent: number
  readonly cpuMicroseconds: number
}

/**
 * Half of the questions are about machines, a quarter about services, some about places, a tenth about what is not
 * there.
 */
function questions (hosts: number): string {
  return Array.from({ length: 20_000 }, (_, at) => {
    const host = 1 + (at * 7_919) % (hosts - 1)
    const service = (at * 104_729) % (hosts >> 2)
    if (at % 20 < 10) return `h${host}.node.hive.test A`
    if (at % 20 < 15) return `s${service}.service.hive.test A`
    return at % 20 < 18 ? `_s${service}._tcp.service.hive.test SRV` : `x${at}.node.hive.test A`
  }).join('\n')
}

function load (product: string, threads: number, { port, pid }: Serving, file: string): Load {
  // Clients enough that both threads of a server have some: the system spreads them by address and port.
  const words = ['-s', '127.0.0.1', '-p', String(port), '-d', file, '-c', '16', '-q', '200']
  spawnSync('dnsperf', [...words, '-l', '2']) // Warm.
  const before = cpuMs(pid)
  const { stdout } = spawnSync('dnsperf', [...words, '-l', values.seconds], { encoding: 'utf8' })
  const cpu = cpuMs(pid) - before
  const figure = (name: RegExp): number => Number(name.exec(stdout)?.[1] ?? 0)
  const completed = figure(/Queries completed:\s+(\d+)/)
  if (completed === 0) throw new Error(`${product} answered nothing:\n${stdout}`)
  return {
    product, threads, perSecond: figure(/Queries per second:\s+([\d.]+)/),
    lostPercent: figure(/Queries lost:\s+\d+ \(([\d.]+)%\)/), cpuMicroseconds: (cpu * 1_000) / completed
  }
}

async function loads (): Promise<readonly Load[]> {
  if (!isInstalled('dnsperf')) {
    console.error('dnsperf is not installed; Debian has it as a package. The load is not measured.')
    return []
  }
  const room = mkdtempSync(join(tmpdir(), 'hm-bench-dns-'))
  const file = join(room, 'queries.txt')
  writeFileSync(file, `${questions(Number(values.hosts))}\n`)
  try {
    return await measured(file)
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

/** Ours and knot in turn, so that what else the machine does meets both. */
async function measured (file: string): Promise<readonly Load[]> {
  const found: Load[] = []
  const hosts = Number(values.hosts)
  for (const workers of [1, 2, 0]) {
    const ours = await ourServer(hosts, workers)
    try {
      found.push(load(workers === 0 ? 'hivemind, one by one' : 'hivemind', Math.max(workers, 1), ours, file))
      if (values.peer !== 'knot' || workers === 0) continue
      const knot = await knotServer(ours, workers)
      try {
        found.push(load('knot', workers, knot, file))
      } finally {
        await knot.stop()
      }
    } finally {
      await ours.stop()
    }
  }
  return found
}

const text = ({ count, p50Ms, p99Ms, maxMs }: Spread): string =>
  `${count} | ${[p50Ms, p99Ms, maxMs].map(ms => ms.toFixed(0)).join(' | ')}`

const loaded = await loads()
const ofKnot = ({ threads, perSecond }: Load): number | null => {
  const theirs = loaded.find(one => one.product === 'knot' && one.threads === threads)
  return theirs === undefined ? null : perSecond / theirs.perSecond
}
const found = values.only === 'load' ? null : await registering(Number(values.services))
if (values.json) console.log(JSON.stringify({ claim: CLAIM, loads: loaded, ...found }))
else {
  console.log([
    '| server | threads | queries/s | lost % | CPU µs/query | queries/s of knot |', '|---|---|---|---|---|---|',
    ...loaded.map(load => [
      '', load.product, load.threads, load.perSecond.toFixed(0), load.lostPercent, load.cpuMicroseconds.toFixed(2),
      ofKnot(load)?.toFixed(2) ?? '', ''
    ].join(' | ').trim()),
    ...found === null ? [] : [
      '', '| of two servers the later answers, after | times | p50 ms | p99 ms | max ms |', '|---|---|---|---|---|',
      `| a service is registered | ${text(found.registered)} |`,
      `| its host is killed: no server answers it | ${text(found.killed)} |`
    ]
  ].join('\n'))
}
const follows = found === null ||
  (found.registered.p99Ms <= CLAIM.registeredP99Ms && found.killed.maxMs <= CLAIM.killedMs)
const serves = loaded.every(load => load.product !== 'hivemind' ||
  (ofKnot(load) ?? Infinity) >= (load.threads === 1 ? CLAIM.ofKnotOnOneThread : CLAIM.ofKnotOnTwo))
console.error([
  `claimed: registered within ${CLAIM.registeredP99Ms} ms p99, killed out within ${CLAIM.killedMs} ms: ${follows ? 'holds' : 'does not hold'}`,
  `claimed: ${CLAIM.ofKnotOnOneThread} of knot's queries on one thread, ${CLAIM.ofKnotOnTwo} on two: ${serves ? 'holds' : 'does not hold'}`
].join('\n'))
process.exitCode = follows && serves ? 0 : 1
