/**
 * A network of hosts on this machine: a namespace for each, on one bridge, with links that can be cut one way.
 *
 * Touches network namespaces, as root. The bridge lies in a namespace of its own, so nothing of the machine's own
 * network is seen or changed. A cut is silent: packets are dropped where they would arrive.
 */
import { missing, system, type Undoing } from './undoing.ts'

/** Addresses for networks that are tested (RFC 2544). */
const NETWORK = '198.18.0'
const PORT = 7400

/** @returns why there can be no network here; false when there can */
export const noNetwork = (): string | false => missing('ip', 'nft', 'nsenter')

/** Packets from the first host to the second one are lost. */
export type Cut = readonly [from: string, to: string]

export class Network {
  readonly #hosts: readonly string[]
  readonly #prefix: string

  constructor (undoing: Undoing, hosts: readonly string[]) {
    this.#hosts = hosts
    this.#prefix = `hm-${process.pid}`
    const bridge = this.#space('bridge')
    undoing.later(() => this.#remove())
    system('ip', 'netns', 'add', bridge)
    system('ip', '-n', bridge, 'link', 'add', 'br0', 'type', 'bridge')
    system('ip', '-n', bridge, 'link', 'set', 'br0', 'up')
    for (const host of hosts) this.#connect(bridge, host)
  }

  /** `host:port` that an agent on a host listens on. */
  address (host: string): string { return `${this.#ip(host)}:${PORT}` }

  /** Words that run a command on a host. `ip netns exec` would also copy, and so hold, every mount of the machine. */
  prefix (host: string): readonly string[] { return ['nsenter', `--net=/run/netns/${this.#space(host)}`] }

  /** Exactly these links are cut from now on. */
  cut (cuts: readonly Cut[]): void {
    for (const host of this.#hosts) {
      const drops = cuts.filter(([, to]) => to === host).map(([from]) => `ip saddr ${this.#ip(from)} drop`)
      const rules = drops.map(drop => `add rule inet cuts arriving ${drop}`)
      const table = ['add table inet cuts', 'delete table inet cuts', 'add table inet cuts']
      const chain = 'add chain inet cuts arriving { type filter hook input priority 0; policy accept; }'
      system(...this.prefix(host), 'nft', [...table, chain, ...rules].join('; '))
    }
  }

  #space (host: string): string { return `${this.#prefix}-${host}` }

  #ip (host: string): string { return `${NETWORK}.${this.#hosts.indexOf(host) + 1}` }

  #connect (bridge: string, host: string): void {
    const space = this.#space(host)
    system('ip', 'netns', 'add', space)
    system('ip', '-n', bridge, 'link', 'add', `to-${host}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space)
    system('ip', '-n', bridge, 'link', 'set', `to-${host}`, 'master', 'br0', 'up')
    system('ip', '-n', space, 'address', 'add', `${this.#ip(host)}/24`, 'dev', 'eth0')
    system('ip', '-n', space, 'link', 'set', 'lo', 'up')
    system('ip', '-n', space, 'link', 'set', 'eth0', 'up')
  }

  #remove (): void {
    const there = system('ip', 'netns', 'list')
    for (const space of ['bridge', ...this.#hosts].map(host => this.#space(host)))
      if (there.split('\n').some(line => line.split(' ')[0] === space)) system('ip', 'netns', 'delete', space)
  }
}

/** The directed cuts of three hosts, all 64 of them, by number. */
export function cutsOf (hosts: readonly string[], number: number): readonly Cut[] {
  const links = hosts.flatMap(from => hosts.filter(to => to !== from).map(to => [from, to] as const))
  return links.filter((_, bit) => (number & (1 << bit)) !== 0)
}

/** Hosts that still have a majority around them: every link to it open both ways, as an answer must come back. */
export function connected (hosts: readonly string[], cuts: readonly Cut[]): readonly string[] {
  const open = (one: string, other: string): boolean =>
    !cuts.some(([from, to]) => (from === one && to === other) || (from === other && to === one))
  return hosts.filter(host => hosts.filter(other => other === host || open(host, other)).length > hosts.length / 2)
}
