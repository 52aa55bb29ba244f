/**
 * A real cluster for tests: agent processes on loopback, started and driven through the command line as a user would.
 *
 * Touches processes it started itself, a temporary directory and 127.0.0.1. Ports are picked free by the system.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, connect } from '@hivemind/api'
import { ALLOCATOR, engineFlags } from '../packages/cli/src/engine-flags.ts'

const HIVEMIND = fileURLToPath(new URL('../packages/cli/bin/hivemind.js', import.meta.url))
const LITE = fileURLToPath(new URL('../packages/cli/bin/hivemind-lite.js', import.meta.url))
/** What a user runs: compiled, as whoever uses this file has it built first. */
const AGENT = fileURLToPath(new URL('../packages/agent/dist/main.js', import.meta.url))

export interface Ran { readonly code: number | null, readonly stdout: string, readonly stderr: string }

/** What a command is given besides its words. */
export interface Given {
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
  /** Words before the command, as `ip netns exec NAME`. */
  readonly prefix?: readonly string[]
}

function environment (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { HIVEMIND_ADDR: _addr, HIVEMIND_DATA_DIR: _dir, NODE_EXTRA_CA_CERTS: _certs, ...env } = process.env
  return { ...env, NO_COLOR: '1', ...more }
}

/** Run one command to its end. */
export function run (words: readonly string[], binary = HIVEMIND, given: Given = {}): Promise<Ran> {
  const [command = '', ...rest] = [...given.prefix ?? [], process.execPath, binary, ...words]
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: environment(given.env) })
  child.stdin.on('error', () => {}) // Whoever reads nothing may be gone before all of it is written.
  child.stdin.end(given.input ?? '')
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => { stdout += String(chunk) })
  child.stderr.on('data', chunk => { stderr += String(chunk) })
  return new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
}

export const lite = (words: readonly string[]): Promise<Ran> => run(words, LITE)

/** A command that goes on: what it has written so far, and its end. */
export interface Running { readonly child: ChildProcess, readonly written: () => string, readonly ended: Promise<void> }

/** Start a command and read along; on a terminal of its own when wanted (util-linux script). */
export function begin (words: readonly string[], place: 'pipe' | 'terminal' = 'pipe'): Running {
  const line = [process.execPath, HIVEMIND, ...words]
  const [command = '', ...rest] = place === 'pipe' ? line : ['script', '-qec', line.join(' '), '/dev/null']
  const look = place === 'pipe' ? {} : { NO_COLOR: '', TERM: 'xterm' }
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'pipe'], env: environment(look) })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { written += String(chunk) })
  return { child, written: () => written, ended: new Promise(resolve => child.on('close', () => resolve())) }
}

/** What an agent of the fleet stands on; by default a directory of the fleet and 127.0.0.1. */
export interface Ground {
  readonly dataDir?: string
  /** `host:port` to listen on. */
  readonly address?: string
  /** Words before every command that starts there. */
  readonly prefix?: readonly string[]
}

/** A port nobody listens on now. */
export async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the probe for a free port has no port')
  return address.port
}

/** Look again every 20 ms until it holds. The deadline is generous: it bounds a broken test, it measures nothing. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | false | undefined>,
  deadlineMs = 60_000
): Promise<Found> {
  const end = Date.now() + deadlineMs
  let last: unknown = 'it was never so'
  while (Date.now() < end) {
    try {
      const found = await look()
      if (found !== null && found !== false && found !== undefined) return found
    } catch (error) { last = error }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`, { cause: last })
}

/** One agent of the fleet, alive or not. */
export interface Machine {
  readonly name: string
  readonly dataDir: string
  readonly address: string
  readonly client: Client
  readonly prefix: readonly string[]
  pid: number
}

/**
 * Words before an agent's command, which must become the agent, and words after it; whether it is in a session of its
 * own, as it is unless this says no.
 */
interface Around extends Omit<Given, 'input'> { readonly more?: readonly string[], readonly detached?: boolean }

/** An agent that was started, and its end. */
export interface Launched { readonly pid: number, readonly ended: Promise<number | null> }

export class Fleet {
  readonly directory = mkdtempSync(join(tmpdir(), 'hm-'))
  readonly machines = new Map<string, Machine>()
  readonly #env: NodeJS.ProcessEnv
  readonly #ground: (name: string) => Ground
  /** Where agents may run, those that are just being started included. */
  readonly #directories: string[] = []

  /**
   * @param env - what every agent is given besides our own environment
   * @param ground - what each stands on, by its name
   */
  constructor (env: NodeJS.ProcessEnv = {}, ground: (name: string) => Ground = () => ({})) {
    this.#env = env
    this.#ground = ground
  }

  machine (name: string): Machine {
    const found = this.machines.get(name)
    if (found === undefined) throw new Error(`the fleet has no machine "${name}"`)
    return found
  }

  /** A machine that nobody founded or joined yet. */
  async place (name: string): Promise<Machine> {
    const machine = await this.#place(name)
    this.machines.set(name, machine)
    return machine
  }

  async #place (name: string): Promise<Machine> {
    const { dataDir = join(this.directory, name), address, prefix = [] } = this.#ground(name)
    this.#directories.push(dataDir)
    const listen = address ?? `127.0.0.1:${await freePort()}`
    return { name, dataDir, address: listen, client: connect({ dataDirectory: dataDir }), prefix, pid: 0 }
  }

  /** The agent of a machine was started by a command. */
  started (name: string): Machine { return this.#took(this.machine(name)) }

  #took (machine: Machine): Machine {
    machine.pid = Number(readFileSync(join(machine.dataDir, 'agent.pid'), 'utf8'))
    this.machines.set(machine.name, machine)
    return machine
  }

  async init (name = 'a'): Promise<Machine> {
    const machine = await this.#place(name)
    const { address, dataDir, prefix } = machine
    const words = ['--name', name, '--data-dir', dataDir, '--listen', address, '--cluster', 'test']
    expectOk(await run(['init', ...words], HIVEMIND, { prefix, env: this.#env }))
    return this.#took(machine)
  }

  async token (words: readonly string[] = []): Promise<string> {
    const via = [...this.machines.values()][0]?.dataDir ?? ''
    const made = expectOk(await run(['join-token', 'create', ...words, '--data-dir', via, '-o', 'json']))
    return (JSON.parse(made.stdout) as { item: { token: string } }).item.token
  }

  /** Join through a machine of the fleet. @param words - as `--voter`; a token is made when they name none */
  async join (name: string, via: string, words: readonly string[] = []): Promise<Machine> {
    const { machine, ran } = await this.tryJoin(
      name,
      via,
      words.includes('--token')
        ? words
        : [...words, '--token', await this.token(words.includes('--voter') ? ['--voter'] : [])]
    )
    expectOk(ran)
    return this.#took(machine)
  }

  /** Join and say what came of it; the machine is in the fleet only when it worked. */
  async tryJoin (
    name: string,
    via: string,
    words: readonly string[]
  ): Promise<{ readonly machine: Machine, readonly ran: Ran }> {
    const machine = await this.#place(name)
    const { address, dataDir, prefix } = machine
    const own = ['--name', name, '--data-dir', dataDir, '--listen', address]
    const ran = await run(['join', this.machine(via).address, ...own, ...words], HIVEMIND, { prefix, env: this.#env })
    if (ran.code === 0) this.#took(machine)
    return { machine, ran }
  }

  /** A cluster of voters a, b, c ... */
  async voters (count: number): Promise<readonly Machine[]> {
    const names = Array.from({ length: count }, (_, at) => String.fromCharCode(97 + at))
    await this.init(names[0])
    for (const name of names.slice(1)) await this.join(name, 'a', ['--voter'])
    return names.map(name => this.machine(name))
  }

  async leader (): Promise<Machine> {
    return await until('a leader that all living voters agree on', async () => {
      const alive = [...this.machines.values()].filter(machine => machine.pid !== 0)
      const seen = await Promise.all(alive.map(machine => machine.client.status({ deadlineMs: 2_000 })))
      const name = seen[0]?.leader?.name
      const leads = name !== undefined && this.machine(name).pid !== 0 // Its end may not have been noticed yet.
      return leads && seen.every(status => status.leader?.name === name) ? this.machine(name) : null
    })
  }

  /** Run one command against a machine of the fleet. */
  on (name: string, words: readonly string[], given: Given = {}): Promise<Ran> {
    return run([...words, '--data-dir', this.machine(name).dataDir], HIVEMIND, given)
  }

  /** kill -9, and wait until the process is gone. */
  async kill (name: string): Promise<void> {
    const machine = this.machine(name)
    process.kill(machine.pid, 'SIGKILL')
    const { pid } = machine
    machine.pid = 0
    await until(`the end of ${name}`, async () => !isAlive(pid))
  }

  /** Start the agent of a data directory again, without waiting for anything but its socket. */
  async start (name: string, around: Around = {}): Promise<void> {
    const { ended } = await this.launch(name, around)
    const answers = until(`${name} to answer`, () => this.machine(name).client.status({ deadlineMs: 1_000 }))
    await Promise.race([answers, ended.then(code => { throw new Error(`${name} ended with ${code}, did not answer`) })])
  }

  /** Start the agent of a data directory and wait for nothing. */
  async launch (name: string, { prefix = [], more = [], env: own = {}, detached = true }: Around): Promise<Launched> {
    const machine = this.machine(name)
    const log = openSync(join(machine.dataDir, 'agent.log'), 'a')
    const node = [process.execPath, ...engineFlags(machine.dataDir), AGENT, 'run']
    const [command = '', ...rest] = [...machine.prefix, ...prefix, ...node, '--data-dir', machine.dataDir, ...more]
    const env = { ...ALLOCATOR, ...process.env, ...this.#env, ...own }
    const child = spawn(command, rest, { stdio: ['ignore', log, log], detached, env })
    closeSync(log)
    child.unref()
    const ended = new Promise<number | null>((resolve, reject) => { child.on('exit', resolve).on('error', reject) })
    machine.pid = child.pid ?? 0
    return { pid: machine.pid, ended }
  }

  /** Start the agent in the foreground and wait for its end. */
  runToEnd (name: string): Promise<Ran> { return run(['run', '--data-dir', this.machine(name).dataDir], AGENT) }

  /** Kill every agent and wait for nothing: the way out when there is no time. */
  abandon (): void {
    for (const { pid } of this.machines.values()) if (pid !== 0 && isAlive(pid)) process.kill(pid, 'SIGKILL')
    for (const directory of this.#directories) {
      const path = join(directory, 'agent.pid')
      try { process.kill(Number(readFileSync(path, 'utf8')), 'SIGKILL') } catch { /* None runs there. */ }
    }
    rmSync(this.directory, { recursive: true, force: true })
  }

  async stop (): Promise<void> {
    for (const machine of this.machines.values()) {
      machine.client.close()
      if (machine.pid !== 0 && isAlive(machine.pid)) process.kill(machine.pid, 'SIGKILL')
    }
    await until('the end of all agents', async () =>
      [...this.machines.values()].every(({ pid }) => pid === 0 || !isAlive(pid))
    )
    rmSync(this.directory, { recursive: true, force: true })
  }
}

/** A zombie that nobody has reaped counts as gone: it runs no more. */
export function isAlive (pid: number): boolean {
  try { return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')) } catch { return false }
}

/** @throws when the command failed, with all it said */
export function expectOk (ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(`exit ${ran.code}\n${ran.stdout}${ran.stderr}`)
  return ran
}
