/**
 * The words that a text test says to its nodes, and what it hears of them.
 *
 * What is shown of each command is every effect but those of SWIM and of feeds. Where much goes on, Raft's frames,
 * writes and the questions after a leader are left out, too, unless the command says `show=all`.
 */
import { epoch, type Index, index, type NodeId, nodeId, ticks } from '@hivemind/base'
import { type Draft, exportState } from '@hivemind/control'
import type { Entry } from '@hivemind/raft'
import { type Effect, type JoinPlan, type Request, type Stamp, stamp, view } from '../src/index.ts'
import { accusing, showObserved } from './accusing.ts'
import { approval, turningAway } from './answering.ts'
import type { Command } from './datadriven.ts'
import { addressOf, claimOf, copyOf, damage, forged, foundingDisk, grownDisk, spoil } from './disk.ts'
import { FRAMES, publicationOf, saying } from './frames.ts'
import { list, showEffect, showEntry, showFacts, showGrants, showNode } from './showing.ts'
import { type Node, type Packet, World } from './world.ts'

type Settings = Readonly<Record<string, string>>
type Words = readonly string[]

/** What a command says itself, or nothing: then what was heard is the answer. */
type Performing<Said> = (words: Words, settings: Settings) => Said

export class Harness {
  #world: World = this.#fresh()
  #lines: string[] = []
  #quiet = false
  #nextId = 1

  #fresh (): World { return new World((node, effect) => this.#hear(node, effect)) }

  #hear (node: Node, effect: Effect): void {
    if (isSwim(effect) || (this.#quiet && isNoise(effect))) return
    this.#lines.push(`${node.id}: ${showEffect(effect)}`)
  }

  /** Perform a command of a text test. @returns the lines it answers with */
  perform ({ name, words, settings }: Command): string {
    const say = this.#commands[name]
    if (say === undefined) throw new Error(`unknown command "${name}"`)
    this.#quiet = !LOUD.has(name) && settings['show'] !== 'all'
    this.#lines = []
    const lines = say(words, settings) ?? this.#lines
    return lines.length === 0 ? 'nothing' : lines.join('\n')
  }

  /** `REQUEST-OF-e` is the join request that e was told of. */
  #named (text: string): string {
    return text.replace(/REQUEST-OF-(\w+)/, (_, id: string) => this.#world.at(id).kernel.joining?.request ?? 'none')
  }

  #node (words: Words, at = 0): Node { return this.#world.at(words[at] ?? '') }
  readonly #commands: Readonly<Record<string, Performing<Words> | Performing<void>>> = {
    found: ([id = '']) => this.#found(nodeId(id)),
    cluster: (words, settings) => this.#cluster(words, settings),
    newcomer: ([id = ''], settings) => { this.#world.newcomer(nodeId(id), planOf(id, settings)) },
    status: words => this.#status(words),
    view: ([id = '', field = '']) => [JSON.stringify(Object(view(this.#world.at(id).kernel))[field])],
    log: words => [list(this.#node(words).disk.entries.slice(-Number(words[1] ?? 1000)).map(showEntry))],
    hang: words => { this.#node(words).hangs = true },
    lapse: words => this.#world.give(this.#node(words), { type: 'lapse' }),
    tick: words => { for (let n = Number(words[1] ?? 1); n > 0; n--) this.#world.tick(this.#node(words)) },
    run: ([rounds = '1']) => { for (let n = Number(rounds); n > 0; n--) this.#world.round() },
    elect: words => { this.#world.elect(this.#node(words)) },
    deliver: (_words, settings) => this.#deliver(settings, packet => this.#world.deliver(packet)),
    drop: (_, settings) => this.#deliver(settings, () => {}),
    settle: () => { this.#world.settle() },
    clock: ([ms = '0']) => { this.#world.now += Number(ms); return ['later'] },
    spoil: words => { spoil(this.#node(words).disk, Number(words[1])) },
    damage: (words, { keeps }) => { damage(this.#node(words).disk, Number(keeps)) },
    crash: words => { for (const id of words) this.#world.crash(this.#world.at(id)) },
    move: ([id = ''], { to = '' }) => { this.#world.at(id).disk.address = to },
    restart: words => { this.#world.restart(this.#node(words)); this.#world.mesh() },
    disconnect: ([one = '', other = '']) => { this.#world.cuts.add([one, other].sort().join('|')); this.#world.mesh() },
    visit: ([one = '', other = '']) => { this.#world.visits.add(`${one}|${other}`); this.#world.mesh() },
    connect: ([one = '', other = '']) => { this.#world.cuts.delete([one, other].sort().join('|')); this.#world.mesh() },
    event: ([id = '', ...events], more) =>
      this.#request([id], more, { type: 'propose', drafts: events.map((event, at) => happening(event, more, at)) }),
    propose: (words, more) => this.#propose(words, words[1] ?? '', JSON.parse(this.#named(words[2] ?? '{}')), more),
    token: (words, settings) => this.#propose(words, 'token-created', tokenOf(words[1] ?? '', settings)),
    set: ([id = '', key], { to: value }) => this.#propose([id], 'setting-changed', { key, value }),
    read: (words, settings) => this.#request(words, settings, { type: 'read-index' }),
    transfer: ([id = '', to], more) => this.#request([id], more, { type: 'transfer', to: to ? nodeId(to) : null }),
    publish: ([id = '', ...said], { topic }) => { this.#world.give(this.#world.at(id), publicationOf(said, topic)) },
    see: ([id = '', at = '']) => { this.#world.give(this.#world.at(id), { type: 'look', member: nodeId(at) }) },
    facts: (words, { topic }) => showFacts(this.#node(words).kernel, topic),
    stopping: words => { this.#world.give(this.#node(words), { type: 'stopping' }) },
    hello: (words, settings) => this.#hello(words, settings),
    look: (words, settings) => this.#look(words, settings),
    frame: (words, settings) => this.#frame(words, settings),
    accuse: ([from, to, ...all]) => { this.#frame([from ?? '', to ?? ''], {}, accusing(all)) },
    says: ([from = '', to = ''], said) => this.#frame([from, to], {}, saying(from, said)),
    stall: words => { this.#world.tick(this.#node(words), Number(words[1])) },
    grants: words => showGrants(this.#node(words).kernel),
    observe: words => showObserved(view(this.#node(words).kernel)),
    approve: ([id = ''], said) => { this.#world.give(this.#world.at(id), approval(id, said)) },
    refused: ([id = ''], said) => { this.#world.give(this.#world.at(id), turningAway(said)) },
    fill: (words) => this.#fill(words),
    compact: words => {
      const node = this.#node(words)
      node.disk.snapshot = exportState(node.kernel.control)
      this.#world.give(node, { type: 'snapshot-taken', index: node.kernel.control.appliedIndex })
    },
    manual: words => { this.#node(words).manual = true; return ['fed by hand'] },
    automatic: words => { this.#node(words).manual = false; return ['fed by itself'] },
    feed: words => this.#world.feed(this.#node(words)),
    'pull-ends': words => this.#world.endPull(this.#node(words), words[1] ?? 'HIVE_NET_CLOSED'),
    pulled: (words, said) => this.#pulled(words, said),
    beat: (words, said) => this.#beat(words, said),
    install: (words, settings) => this.#install(words, settings)
  }

  #found (id: NodeId): void {
    this.#world = this.#fresh()
    this.#world.begin(id, foundingDisk(id, this.#world.now), null)
  }

  /** A cluster that has been running: voters, `members=d,e` that follow; the first leads. `leases=yes` for reads. */
  #cluster (words: Words, settings: Settings): Words {
    this.#world = this.#fresh()
    this.#nextId = 1
    this.#world.leaseReads = settings['leases'] === 'yes'
    const members = split(settings['members'])
    const disk = grownDisk(words.map(nodeId), members.map(nodeId), this.#world.now)
    for (const id of [...words, ...members]) {
      const { kernel } = this.#world.begin(nodeId(id), copyOf(disk), null)
      kernel.raft.promisedTicks = ticks(0) // It has been up for long: what it may have promised is over.
    }
    this.#world.mesh()
    this.#world.elect(this.#node(words))
    for (let rounds = 5; rounds > 0; rounds--) this.#world.round()
    return this.#status([])
  }

  #status (words: Words): Words {
    const nodes = words.length > 0 ? words.map(id => this.#world.at(id)) : [...this.#world.nodes.values()]
    return nodes.map(node => node.up ? showNode(node.kernel) : `${node.id} down`)
  }

  /** Take the packets that match out of the network, oldest first. */
  #deliver (settings: Settings, take: (packet: Packet) => void): void {
    const { from, to, protocol } = settings
    const matches = (packet: Packet): boolean =>
      (from ?? packet.from) === packet.from &&
      (to ?? packet.to) === packet.to &&
      (protocol ?? protocolOf(packet)) === protocolOf(packet)
    const chosen = this.#world.network.filter(matches)
    this.#world.network = this.#world.network.filter(packet => !chosen.includes(packet))
    for (const packet of chosen) take(packet)
    this.#world.mesh()
  }

  #request (words: Words, settings: Settings, request: Request): void {
    const id = this.#nextId++
    const deadlineTicks = Number(settings['deadline'] ?? 500)
    this.#world.give(this.#node(words), { type: 'request', id, deadlineTicks, request })
  }

  readonly #propose = (words: Words, type: string, body: unknown, settings: Settings = {}): void =>
    this.#request(words, settings, { type: 'propose', drafts: [draft(type, body, settings, 0)] })

  /** So many events at once through a node, and rounds until they are applied. */
  #fill (words: Words): Words {
    const drafts = Array.from({ length: Number(words[1]) }, () => happening('filler', {}, 0))
    this.#request(words, {}, { type: 'propose', drafts })
    for (let rounds = 20; rounds > 0; rounds--) this.#world.round()
    return this.#status([])
  }

  #hello ([from = '', to = '']: Words, settings: Settings): void {
    const { cluster, lineage, epoch: own } = this.#stamp(to, settings)
    const booting = settings['booting'] !== 'no'
    const message = { type: 'hello', cluster, lineage, epoch: own, booting, version: '0.1.0' } as const
    this.#world.deliver({ kind: 'join', from: nodeId(from), to: nodeId(to), id: 0, message })
    this.#world.network = this.#world.network.filter(packet => packet.kind !== 'reply')
  }

  /** Ask as a stranger what would come of a join, with the settings of `newcomer`. */
  #look ([from = '', to = '']: Words, settings: Settings): void {
    const { name, listen, version, ...wish } = planOf(from, settings)
    const message = {
      ...wish, type: 'look', cluster: (wish.token?.cluster ?? '') as Stamp['cluster'],
      claim: { id: nodeId(from), name, addresses: listen, version }
    } as const
    this.#world.deliver({ kind: 'join', from: nodeId(from), to: nodeId(to), id: 0, message })
    this.#world.network = this.#world.network.filter(packet => packet.kind !== 'reply')
  }

  #stamp (id: string, settings: Settings): Stamp {
    const own = stamp(this.#world.at(id).kernel)
    return {
      cluster: (settings['cluster'] ?? own.cluster) as Stamp['cluster'],
      lineage: Number(settings['lineage'] ?? own.lineage),
      epoch: epoch(Number(settings['epoch'] ?? own.epoch))
    }
  }

  /** A frame that nobody in the world would send. */
  #frame ([from = '', to = '', protocol = '']: Words, settings: Settings, framed = FRAMES[protocol]): void {
    if (framed === undefined) throw new Error(`no frame of "${protocol}"`)
    const stamp = this.#stamp(to, settings)
    this.#world.give(this.#world.at(to), { type: 'frame', from: nodeId(from), stamp, framed })
  }

  /** Tell a newcomer that it is approved, in words that somebody signed. */
  /** Entries that a source gives: `from=` whose log, `entries=3-5` which. */
  #pulled (words: Words, settings: Settings): void {
    const node = this.#node(words)
    const [first = 0, last = first] = (settings['entries'] ?? '').split('-').map(Number)
    const log: readonly Entry[] = this.#world.at(settings['from'] ?? '').disk.entries
    const entries = log.filter(entry => entry.index >= first && entry.index <= last)
    this.#world.give(node, { type: 'pulled', pull: node.kernel.pulling?.id ?? 0, entries })
  }

  #beat (words: Words, settings: Settings): void {
    const node = this.#node(words)
    const leader = settings['leader'] === undefined ? null : nodeId(settings['leader'])
    const commit = view(node.kernel).appliedIndex
    const degraded = settings['degraded'] === 'yes'
    const ageTicks = ticks(Number(settings['age'] ?? 0))
    this.#world.give(node, { type: 'beaten', pull: node.kernel.pulling?.id ?? 0, commit, leader, ageTicks, degraded })
  }

  /**
   * The applied state of another node replaces this one's, as a pull brings it; `at=` lies about its index, and
   * `forged=yes` about what is in it.
   */
  #install (words: Words, settings: Settings): void {
    const node = this.#node(words)
    const source = this.#world.at(settings['from'] ?? '')
    const { appliedIndex, appliedTerm } = source.kernel.control
    const at: Index = index(Number(settings['at'] ?? appliedIndex))
    const snapshot = settings['forged'] === 'yes' ? forged(source.kernel.control) : exportState(source.kernel.control)
    if (at === appliedIndex) {
      Object.assign(node.disk, { ...copyOf(source.disk), hard: node.disk.hard, snapshot, commit: appliedIndex })
      node.disk.entries = node.disk.entries.filter(entry => entry.index <= appliedIndex)
    }
    this.#world.give(node, {
      type: 'state-installed', pull: node.kernel.pulling?.id ?? 0, snapshot, index: at, term: appliedTerm
    })
    if (node.pull !== null) node.pull.at = appliedIndex
  }
}

/** Commands that show all. */
const LOUD: ReadonlySet<string> = new Set([
  'found', 'approve', 'frame', 'compact', 'feed', 'pull-ends', 'pulled', 'beat', 'install', 'tick', 'stopping'
])

const isSwim = (effect: Effect): boolean =>
  (effect.type === 'send' && (effect.framed.protocol === 'swim' || effect.framed.protocol === 'feed')) ||
  (effect.type === 'note' && /^(peer is|somebody doubted)/.test(effect.message))

function isNoise (effect: Effect): boolean {
  if (effect.type === 'persist') return true
  if (effect.type !== 'send') return false
  const { protocol, message } = effect.framed
  return protocol === 'raft' || message.type === 'where' || message.type === 'here'
}

const protocolOf = (packet: Packet): string => packet.kind === 'frame' ? packet.framed.protocol : packet.kind
const split = (text: string | undefined): Words => text === undefined || text === '' ? [] : text.split(',')
/** Sixty-four digits that stand for a secret. */
const hashOf = (secret: string): string => Buffer.from(secret).toString('hex').padEnd(64, '0').slice(0, 64)

function draft (type: string, body: unknown, { session, sequence, reason = '', same }: Settings, at: number): Draft {
  return {
    type, version: 1, txid: '7a', actor: 'operator', cause: '', reason, trace: '', session: session ?? '',
    sequence: session === undefined ? 0 : Number(sequence ?? 1) + (same === 'yes' ? 0 : at), body
  }
}

const happening = (event: string, settings: Settings, at: number): Draft =>
  draft('event-appended', { event, payload: null }, settings, at)

const tokenOf = (id: string, { secret = id, uses = '1', expires = '9999999', voter }: Settings) =>
  ({ id, secretHash: hashOf(secret), role: '', uses: Number(uses), expiresAt: Number(expires), voter: voter === 'yes' })

function planOf (id: string, settings: Settings): JoinPlan {
  const { via = '', name = id, token, secret = token ?? '', cluster = 'c1', voters = 'a,b,c', ...more } = settings
  const { voter, version = '0.1.0', replaces, avoid } = more
  const proof = { secretHash: hashOf(secret), cluster, voters: split(voters).map(one => nodeId(one) as NodeId) }
  return {
    addresses: split(via).map(addressOf), name, listen: claimOf(id).addresses, version, voter: voter === 'yes',
    ...(replaces === 'yes' && { replaces: true }), ...(avoid !== undefined && { avoid: split(avoid).map(nodeId) }),
    token: token === undefined ? null : { id: token, ...proof }
  }
}

