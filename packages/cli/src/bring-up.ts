/**
 * Starting an agent for the first time and waiting until it is of use.
 *
 * Touches the disk and processes through agent-process.ts, and the clock.
 */
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Client, Status } from '@hivemind/api'
import { EXIT, HivemindError, LIMITS } from '@hivemind/base'
import {
  type AgentSettings, deathOf, refuseTaken, type Started, settle, startAgent, unsettle
} from './agent-process.ts'
import { type Context, dial, pause, throwIfStopped } from './context.ts'
import { showDuration } from './duration.ts'
import { refuse } from './errors.ts'
import { misused } from './options.ts'
import { socketAddr } from './place.ts'

const AGAIN_MS = 30
/** Gossip and Raft port of an agent, as proposed to firewalls. */
const USUAL_PORT = 7400

/**
 * Write an agent's settings and start it.
 *
 * @throws {HivemindError} HIVE_CLI_TAKEN, HIVE_CLI_USAGE; nothing was changed
 */
export async function bringUp (dataDir: string, settings: AgentSettings, token: string | null): Promise<Started> {
  refuseTaken(dataDir) // Before its own port is found to be in use.
  await checkFree(settings.listen)
  settle(dataDir, settings, token)
  return startAgent(dataDir)
}

/**
 * See whether an agent could listen there, before it founds or asks anything: its memory would be in the way of the
 * next try.
 *
 * @throws {HivemindError} HIVE_CLI_USAGE
 */
export async function checkFree (listen: readonly string[]): Promise<void> {
  for (const address of listen) {
    const at = address.lastIndexOf(':')
    const [host, port] = [address.slice(0, at).replace(/^\[|\]$/g, ''), Number(address.slice(at + 1))]
    const server = createServer()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('listening', () => server.close(() => resolve()))
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(misused(`nothing can listen on ${address}: ${cause.code ?? cause.message}`, 'Choose another with --listen.'))
    })
    server.listen({ host, port })
    await promise
  }
}

/**
 * Wait until an agent's API answers.
 *
 * @throws {HivemindError} the agent's own last words when it ended; HIVE_CLI_WAIT_OVER; HIVE_CLI_INTERRUPTED
 */
export async function whenAnswering (
  context: Context,
  dataDir: string,
  started: Started,
  waitMs: number
): Promise<Client> {
  return await whileAlive(context, dataDir, started, waitMs, 'starting the agent', async () => {
    if (!existsSync(join(dataDir, 'agent.sock'))) return null
    const client = await dial(socketAddr(dataDir), 2_000)
    try {
      await client.status()
      context.closing.push(() => client.close())
      return client
    } catch (error) {
      client.close()
      throw error
    }
  })
}

/** Wait until an agent leads its new cluster. */
export async function whenLeading (
  context: Context,
  dataDir: string,
  started: Started,
  client: Client,
  waitMs: number
): Promise<Status> {
  return await whileAlive(context, dataDir, started, waitMs, 'waiting until it leads', async () => {
    const status = await client.status()
    return status.leader?.id === status.id && !status.degraded && status.cluster !== null ? status : null
  })
}

/** Ask again and again while the process lives; an agent that does not answer for the moment is asked again. */
async function whileAlive<Found>(
  context: Context,
  dataDir: string,
  started: Started,
  waitMs: number,
  doing: string,
  ask: () => Promise<Found | null>
): Promise<Found> {
  const { stop } = context.world
  const until = performance.now() + waitMs
  const goesOn = `The agent goes on, pid ${started.pid}; look at it with: hivemind status --data-dir ${dataDir}`
  context.talk.doing(doing)
  for (;;) {
    if (started.ended() !== null) throw new HivemindError(deathOf(dataDir, started))
    try {
      const found = await Promise.race([ask(), started.whenEnded.then(() => null)])
      if (found !== null) return found
    } catch (error) {
      if (
        !(error instanceof HivemindError) ||
        (error.refusal.exit !== EXIT.unreachable && error.refusal.retry === 'no')
      )
        throw error
    }
    if (performance.now() > until && started.ended() === null)
      throw new HivemindError(
        refuse('HIVE_CLI_WAIT_OVER', `gave up ${doing} after ${showDuration(waitMs)}`, { hint: goesOn })
      )
    await Promise.race([pause(AGAIN_MS, stop), started.whenEnded])
    throwIfStopped(stop, goesOn)
  }
}

/** Undo `bringUp` when the agent refused and ended, so that the next try begins anew; then pass the error on. */
export function giveBack (dataDir: string, started: Started, error: unknown): never {
  if (started.ended() !== null) unsettle(dataDir)
  throw error
}

/** This machine's name as a DNS label, to call the agent by. */
export const usualName = (): string =>
  (hostname().split('.')[0] ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LIMITS.nameBytesMax) || 'node'

/** The first address that other machines may reach, with the usual port. */
export function usualListen (): string {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find(each => each !== undefined && !each.internal && each.family === 'IPv4')
  return `${outer?.address ?? '127.0.0.1'}:${USUAL_PORT}`
}

/** Check a name before an agent is started with it. */
export function checkedName (name: string): string {
  if (Buffer.byteLength(name) > LIMITS.nameBytesMax || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) {
    throw misused(`a name is a DNS label: a-z, 0-9 and -, at most ${LIMITS.nameBytesMax}; found "${name}"`, 'Choose another with --name.')
  }
  return name
}

/** Check `host:port[,host:port]` before an agent is started with it. */
export function checkedAddresses (text: string, option: string): string[] {
  const addresses = text
    .split(',')
    .map(address => address.trim())
    .filter(address => address !== '')
  if (addresses.length === 0 || addresses.length > LIMITS.addressesMax)
    throw misused(`${option} takes 1 to ${LIMITS.addressesMax} addresses; found ${addresses.length}`)
  for (const address of addresses) {
    const port = Number(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(address)?.[1])
    if (!(port <= 65_535)) throw misused(`${option} is host:port, such as 10.0.0.5:${USUAL_PORT}; found "${address}"`)
  }
  return addresses
}

/** Options that `init` and `join` share. */
export const newcomerOptions = {
  name: {
    kind: 'text',
    value: 'NAME',
    about: 'Name of this machine in the cluster, a DNS label; its host name when left out.'
  },
  listen: {
    kind: 'text',
    value: 'ADDR',
    about:
      'host:port that peers reach it at, or several with commas; the first outer address and port 7400 when left out.'
  },
  'log-level': {
    kind: 'text',
    value: 'LEVEL',
    choices: ['trace', 'debug', 'info', 'warn', 'error'],
    about: 'What agent.log holds: trace, debug, info, warn or error.'
  },
  'retain-entries': {
    kind: 'count',
    value: 'N',
    about: "Entries of history kept on disk behind a snapshot; the agent's own choice when left out."
  }
} as const

/** The settings that those options ask for. */
export function settingsFrom (
  options: {
    name: string | undefined
    listen: string | undefined
    'log-level': string | undefined
    'retain-entries': number | undefined
  },
  start: AgentSettings['start']
): AgentSettings {
  return {
    name: checkedName(options.name ?? usualName()),
    listen: checkedAddresses(options.listen ?? usualListen(), '--listen'),
    ...(options['log-level'] === undefined ? {} : { logLevel: options['log-level'] }),
    ...(options['retain-entries'] === undefined ? {} : { retainEntries: options['retain-entries'] }),
    start
  }
}
