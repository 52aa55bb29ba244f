/**
 * A few nodes, a network that the test empties by hand, and disks that write at once or when told. Pure but for names.
 *
 * Lanes are kept as the agent keeps them: an early effect leaves at once, one of the log lane after every write before
 * it. What is on a disk survives `crash`; what waits for it does not.
 */
import { type Index, index, type NodeId, nodeId } from '@hivemind/base'
import { check, type Effect, type Input, type Message, status, step } from '../src/index.ts'
import type { Command } from './datadriven.ts'
import { boot, makeNode, type Node, write } from './node.ts'
import { change, ids, parseMessage, position } from './phrasing.ts'
import { showEffect, showMessage, showNode } from './showing.ts'

interface Packet { readonly from: NodeId, readonly to: NodeId, readonly message: Message }

export class Harness {
  private readonly nodes = new Map<NodeId, Node>()
  private network: Packet[] = []
  private nextId = 1

  perform (command: Command): string {
    const [first = '', ...rest] = command.words
    const { settings } = command
    switch (command.name) {
      case 'cluster':
        return this.cluster(command)
      case 'node':
        return this.node(nodeId(first), settings)
      case 'status':
        return this.show(command.words.map(nodeId), false)
      case 'logs':
        return this.show(command.words.map(nodeId), true)
      case 'progress':
        return this.progress(nodeId(first))
      case 'tick':
        return lines(Array.from({ length: Number(rest[0] ?? 1) }, () => this.give(first, { type: 'tick' })).flat())
      case 'timeout':
        return lines(this.timeout(first))
      case 'patience':
        return this.patience(first)
      case 'elect':
        return this.elect(first, rest)
      case 'deliver':
        return lines(this.deliver(command))
      case 'settle':
        return this.settle(command)
      case 'drop':
        return lines(this.take(command).map(packet => `lost: ${showPacket(packet)}`))
      case 'repeat':
        return this.repeat(command)
      case 'network':
        return lines(this.network.map(showPacket))
      case 'message':
        return lines(
          this.give(first, {
            type: 'message',
            from: nodeId(settings['from'] ?? ''),
            message: parseMessage(rest[0] ?? '', settings)
          })
        )
      case 'propose':
        return lines(
          this.give(first, {
            type: 'propose',
            id: this.nextId++,
            proposals: rest.map(text => ({ kind: 'command', payload: Buffer.from(text) }))
          })
        )
      case 'change':
        return lines(this.give(first, { type: 'propose', id: this.nextId++, proposals: [change(settings)] }))
      case 'lapse':
        return lines(this.give(first, { type: 'lapse' }))
      case 'read':
        return lines(this.give(first, { type: 'read', id: this.nextId++ }))
      case 'transfer':
        return lines(
          this.give(first, { type: 'transfer', to: rest[0] === undefined ? null : nodeId(rest[0]), id: this.nextId++ })
        )
      case 'closed':
        return lines(this.give(first, { type: 'peer-closed', peer: nodeId(rest[0] ?? '') }))
      case 'gone':
        return lines(this.give(first, { type: 'peer-gone', peer: nodeId(rest[0] ?? '') }))
      case 'opened':
        return lines(this.give(first, { type: 'peer-opened', peer: nodeId(rest[0] ?? '') }))
      case 'emptied':
        return lines(this.give(first, { type: 'peer-emptied', peer: nodeId(rest[0] ?? '') }))
      case 'compact':
        return this.compact(nodeId(first), index(Number(rest[0])), Number(settings['trailing'] ?? 0))
      case 'install':
        return lines(this.install(first, settings))
      case 'disk':
        return this.disk(nodeId(first), rest[0] ?? '')
      case 'acknowledge':
        return lines(this.give(first, { type: 'persisted', ...position(rest[0]) }))
      case 'flush':
        return lines(this.flush(this.at(first), Number(rest[0] ?? Infinity)))
      case 'crash':
        return this.crash(nodeId(first), settings)
      default:
        throw new Error(`unknown command "${command.name}"`)
    }
  }

  private at (id: string): Node {
    const node = this.nodes.get(nodeId(id))
    if (node === undefined) throw new Error(`no node "${id}"`)
    return node
  }

  /** A fresh world: voters by name, all with the same configuration and an empty log. */
  private cluster ({ words, settings }: Command): string {
    this.nodes.clear()
    this.network = []
    this.nextId = 1
    const voters = words.join(',')
    for (const id of [...words, ...ids(settings['learners'])]) this.node(nodeId(id), { voters, ...settings })
    return 'started'
  }

  /** One node, new or in place of what it was. */
  private node (id: NodeId, settings: Readonly<Record<string, string>>): string {
    this.nodes.set(id, makeNode(id, this.nodes.get(id)?.seed ?? this.nodes.size + 1, settings))
    return this.show([id], false)
  }

  /** Give one node an input; every output line, with what its disk released. */
  private give (id: string, input: Input): string[] {
    const node = this.at(id)
    const out: string[] = []
    for (const effect of step(node.raft, input)) {
      if (effect.lane === 'early') out.push(...this.release(node, effect))
      else if (node.lane.length === 0 && effect.type !== 'persist') out.push(...this.release(node, effect))
      else {
        if (effect.type === 'persist') out.push(showEffect(node.id, effect))
        node.lane.push(effect)
      }
    }
    check(node.raft)
    if (!node.slow) out.push(...this.flush(node, Infinity))
    return out
  }

  private release (node: Node, effect: Effect): string[] {
    if (effect.type === 'send') this.network.push({ from: node.id, to: effect.to, message: effect.message })
    return [showEffect(node.id, effect)]
  }

  /** Do so many of the waiting writes, and release what waited for them. */
  private flush (node: Node, writes: number): string[] {
    const out: string[] = []
    for (let done = 0; node.lane.length > 0;) {
      const next = node.lane[0]
      if (next?.type === 'persist' && done++ >= writes) break
      const effect = node.lane.shift()
      if (effect === undefined) break
      if (effect.type !== 'persist') {
        out.push(...this.release(node, effect))
        continue
      }
      write(node.disk, effect)
      const last = effect.entries.at(-1)
      if (last !== undefined) out.push(...this.give(node.id, { type: 'persisted', index: last.index, term: last.term }))
    }
    return out
  }

  private timeout (id: string): string[] {
    for (let waited = 0; waited < 50; waited++) {
      const out = this.give(id, { type: 'tick' })
      if (out.some(line => line.includes('vote-request') || line.includes(' is '))) return out
    }
    return []
  }

  /** How long a node waits before it campaigns. */
  private patience (id: string): string {
    let waited = 1
    while (!this.give(id, { type: 'tick' }).some(line => line.includes('vote-request')))
      if (++waited > 50) return `${id} does not campaign`
    return `${id} campaigns after ${waited} ticks`
  }

  /** Let one node win an election; only the named others, or all, hear of it. */
  private elect (id: string, among: readonly string[]): string {
    this.timeout(id)
    const settings = among.length === 0 ? {} : { among: [id, ...among].join(',') }
    return this.settle({ name: 'settle', words: [], settings })
  }

  private take ({ words, settings }: Command): Packet[] {
    const to = new Set([...words.map(nodeId), ...ids(settings['to'])])
    const from = new Set(ids(settings['from']))
    const among = new Set(ids(settings['among']))
    const chosen = this.network.filter(
      packet =>
        (to.size === 0 || to.has(packet.to)) &&
        (from.size === 0 || from.has(packet.from)) &&
        (among.size === 0 || (among.has(packet.from) && among.has(packet.to))) &&
        (settings['type'] === undefined || packet.message.type === settings['type'])
    )
    this.network = this.network.filter(packet => !chosen.includes(packet))
    return chosen
  }

  /** Deliver what is on its way now, but not the answers to it. */
  private deliver (command: Command): string[] {
    return this.take(command).flatMap(({ from, to, message }) =>
      this.nodes.has(to) ? this.give(to, { type: 'message', from, message }) : []
    )
  }

  /** Deliver until nothing is on its way; with `among`, what concerns anybody else is lost. */
  private settle (command: Command): string {
    for (let round = 0; round < 200 && this.network.length > 0; round++) {
      this.deliver(command)
      if (Object.keys(command.settings).length > 0)
        this.network = this.network.filter(
          packet =>
            ids(command.settings['among']).includes(packet.from) && ids(command.settings['among']).includes(packet.to)
        )
    }
    if (this.network.length > 0) throw new Error('the conversation does not end')
    return this.show([], false)
  }

  private repeat (command: Command): string {
    const again = this.take(command)
    this.network.push(...again, ...again)
    return lines(again.map(packet => `twice: ${showPacket(packet)}`))
  }

  private show (only: readonly NodeId[], logs: boolean): string {
    return lines(
      [...this.nodes.values()]
        .filter(({ id }) => only.length === 0 || only.includes(id))
        .map(({ raft }) => showNode(raft, logs))
    )
  }

  private progress (id: NodeId): string {
    return lines(
      status(this.at(id).raft).progress.map(
        one => `${one.id} ${one.state} match=${one.match} next=${one.next}${one.recentlyActive ? '' : ' silent'}`
      )
    )
  }

  private compact (id: NodeId, at: Index, trailing: number): string {
    this.give(id, { type: 'compact', index: at, trailing })
    return this.show([id], true)
  }

  /** A node fetched what it was offered: history and state through `at` of another one. */
  private install (id: string, settings: Readonly<Record<string, string>>): string[] {
    const from = this.at(settings['from'] ?? '')
    const at = index(Number(settings['at'] ?? from.raft.commit))
    const { log } = from.raft
    const configuration = log.configurations.findLast(row => row.index <= at)?.configuration ?? log.base.configuration
    const of = at === log.base.index ? log.base.term : log.entries[at - log.base.index - 1]?.term
    if (of === undefined) throw new Error(`${from.id} does not hold ${at}`)
    const point = { index: at, term: of, configuration }
    const node = this.at(id)
    if (node.disk.entries.find(entry => entry.index === at)?.term !== of) node.disk.entries.length = 0
    node.disk.snapshot = point
    node.disk.entries.splice(0, node.disk.entries.findIndex(entry => entry.index === at) + 1)
    return this.give(id, { type: 'snapshot-installed', from: from.id, point })
  }

  private disk (id: NodeId, how: string): string {
    this.at(id).slow = how === 'slow'
    return `${id}'s disk writes ${how === 'slow' ? 'when told' : 'at once'}`
  }

  /**
   * Start again from the disk; what waited for it, and what was on its way to the node, is lost. `lose=3` drops entries
   * from 3 on.
   */
  private crash (id: NodeId, settings: Readonly<Record<string, string>>): string {
    const node = this.at(id)
    if (settings['lose'] !== undefined)
      node.disk.entries.splice(node.disk.entries.findIndex(entry => entry.index === Number(settings['lose'])))
    this.network = this.network.filter(packet => packet.to !== id)
    node.lane.length = 0
    node.slow = false
    const repair = settings['repair'] === undefined ? node.repair : position(settings['repair'])
    node.raft = boot(id, node.seed + 100, node.times, node.disk, 0, repair)
    return this.show([id], true)
  }
}

const lines = (rows: readonly string[]): string => rows.length === 0 ? 'quiet' : rows.join('\n')

const showPacket = ({ from, to, message }: Packet): string => `${from} -> ${to} ${showMessage(message)}`
