/**
 * A crowd of serf agents with serf's own settings for a local network (Debian package `serf`).
 *
 * Touches processes it starts. Each is watched by the lines it writes: it knows what it has logged, which is before its
 * event handlers run, three seconds of coalescing later.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { freePort, isAlive, until } from '../../test/fleet.ts'
import { type Crowd, settled } from './crowd.ts'
import { type Item, News } from './news.ts'
import { plainEnvironment } from './processes.ts'
import { SerfRpc } from './serf-rpc.ts'

const AT_ONCE = 4

interface Agent {
  readonly name: string
  readonly address: string
  readonly rpcPort: number
  child: ChildProcess | null
  rpc: SerfRpc | null
}

export async function serfCrowd (): Promise<Crowd> {
  const crowd = new SerfCrowd()
  try {
    await crowd.found()
    return crowd
  } catch (error) {
    await crowd.stop()
    throw error
  }
}

class SerfCrowd implements Crowd {
  readonly product = 'serf'
  readonly news = new News()
  readonly #agents = new Map<string, Agent>()
  #grown = 0

  async found (): Promise<void> { await this.join('a') }

  living (): readonly string[] {
    return [...this.#agents.values()].filter(({ child }) => child !== null).map(({ name }) => name)
  }

  pid (name: string): number { return this.#agent(name).child?.pid ?? 0 }

  async grow (members: number): Promise<void> {
    while (this.living().length < members) {
      const wanted = Math.min(AT_ONCE, members - this.living().length)
      await Promise.all(Array.from({ length: wanted }, () => this.join(`n${this.#grown++}`)))
    }
    await settled(this)
  }

  kill (name: string): void {
    const agent = this.#agent(name)
    agent.rpc?.close()
    agent.child?.kill('SIGKILL')
    agent.child = null
  }

  async restart (name: string): Promise<void> {
    const agent = this.#agent(name)
    const expected = this.news.expect(`joined ${name}`, this.living())
    this.#start(agent)
    await this.#connected(agent)
    await expected.known(10_000) // Who had not noticed its end has nothing to say of its return.
    await settled(this)
  }

  async leave (name: string): Promise<void> {
    const agent = this.#agent(name)
    const { child } = agent
    await agent.rpc?.call('leave')
    agent.child = null
    await until(`the end of ${name}`, async () => !isAlive(child?.pid ?? 0))
    agent.rpc?.close()
    this.#agents.delete(name)
  }

  mayLeave (name: string): boolean { return name !== 'a' }

  async join (name: string): Promise<void> {
    const address = `127.0.0.1:${await freePort()}`
    const agent: Agent = { name, address, rpcPort: await freePort(), child: null, rpc: null }
    this.#agents.set(name, agent)
    this.#start(agent)
    await this.#connected(agent)
  }

  async event (from: string, word: string): Promise<void> {
    await this.#agent(from).rpc?.call('event', { Name: word, Payload: '', Coalesce: false })
  }

  check (): void {} // Whatever it answers with an error has thrown.

  async stop (): Promise<void> {
    const children = [...this.#agents.values()].map(({ child }) => child)
    for (const name of this.living()) this.kill(name)
    await until('the end of serf', async () => children.every(child => child === null || !isAlive(child.pid ?? 0)))
  }

  #agent (name: string): Agent {
    const found = this.#agents.get(name)
    if (found === undefined) throw new Error(`no serf agent is called "${name}"`)
    return found
  }

  #start (agent: Agent): void {
    const { name, address, rpcPort } = agent
    const first = this.#agent('a')
    const via = agent === first ? [...this.#agents.values()].find(one => one.child !== null) : first
    const child = spawn('serf', [
      'agent', '-node', name, '-bind', address, '-rpc-addr', `127.0.0.1:${rpcPort}`, '-log-level', 'info',
      ...(via === undefined ? [] : ['-join', via.address])
    ], { stdio: ['ignore', 'pipe', 'ignore'], env: plainEnvironment() })
    agent.child = child
    createInterface({ input: child.stdout }).on('line', line => {
      const item = itemOf(line)
      if (item !== null) this.news.heard(name, item)
    })
  }

  async #connected (agent: Agent): Promise<void> {
    agent.rpc = await until(`serf agent ${agent.name} to answer`, () => SerfRpc.connect(agent.rpcPort))
  }
}

const KINDS: Readonly<Record<string, 'failed' | 'left' | 'joined'>> =
  { Failed: 'failed', Leave: 'left', Join: 'joined' }

/** What a line of serf's log tells; null when it is no news. */
function itemOf (line: string): Item | null {
  const member = /serf: EventMember(Failed|Leave|Join): (\S+)/.exec(line)
  const kind = KINDS[member?.[1] ?? '']
  if (kind !== undefined) return `${kind} ${member?.[2]}`
  const event = /Received event: user-event: (\S+)/.exec(line)
  return event === null ? null : `event ${event[1]}`
}
