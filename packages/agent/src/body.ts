/**
 * The body of a node: feeds inputs to the kernel and performs its effects, in their lanes.
 *
 * Touches everything through the rooms it is handed, and holds no `if` about the protocol.
 */
import { proofHash } from '@hivemind/api'
import { HivemindError, type Index, type NodeId, type Refusal, index as toIndex, wallMs } from '@hivemind/base'
import type { Db } from '@hivemind/db'
import {
  type Answer,
  type AppliedRow,
  type Effect,
  type Input,
  type JoinMessage,
  type Kernel,
  type NodeView,
  type Request, 
  stamp,
  step,
  view
} from '@hivemind/kernel'
import type { BulkWriter, FrameProtocol, Net, NetEvents } from '@hivemind/net'
import type { Wal } from '@hivemind/wal'
import {
  decodeFrame,
  decodeJoin,
  decodeJoinReply,
  decodePull,
  encodeFrame,
  encodeJoin,
  encodeJoinReply,
  encodeState
} from '@hivemind/wire'
import { refuse } from './errors.ts'
import { indexApplied, indexRest } from './event-indexing.ts'
import { LogLane } from './log-lane.ts'
import type { Logger } from './logging.ts'
import { keepFrom } from './opening.ts'
import { servePull } from './pull-serving.ts'
import { Pulling } from './pulling.ts'
import { Waiters } from './waiters.ts'

const JOIN_DEADLINE_MS = 5_000

export interface BodyNeeds {
  readonly kernel: Kernel
  readonly wal: Wal
  readonly db: Db
  readonly log: Logger
  readonly tickMs: number
  readonly retainEntries: number
  readonly makeNet: (events: NetEvents) => Net
  /** The node became a member of this cluster. */
  readonly becameMember: (cluster: string) => void
  /** The node must not go on. */
  readonly fenced: (refusal: Refusal) => void
  /** The disk failed: stop at once. */
  readonly diskFailed: (error: unknown) => void
  readonly handedOver: () => void
  /** The damaged log is whole again, durably. */
  readonly repaired: () => void
}

export class Body {
  readonly net: Net
  readonly waiters: Waiters
  readonly #needs: BodyNeeds
  readonly #lane: LogLane
  readonly #inputs: Input[] = []
  readonly #answers = new Map<number, (answer: Answer) => void>()
  readonly #joins = new Map<number, (reply: Uint8Array) => void>()
  readonly #changed = new Set<() => void>()
  #pulling: Pulling | null = null
  #nextId = 1
  #stepping = false
  #phase: NodeView['phase']
  #timer: NodeJS.Timeout | null = null

  constructor (needs: BodyNeeds) {
    this.#needs = needs
    this.#phase = needs.kernel.phase
    this.waiters = new Waiters(needs.kernel.control.appliedIndex)
    this.#lane = new LogLane({
      wal: needs.wal,
      perform: effect => this.#perform(effect),
      persisted: (index, term) => this.feed({ type: 'persisted', index, term }),
      failed: error => needs.diskFailed(error)
    })
    this.net = needs.makeNet(this.#netEvents())
  }

  /** Perform the kernel's first effects and let time begin. */
  async start (effects: readonly Effect[]): Promise<void> {
    await this.net.start()
    for (const effect of effects) this.#enter(effect)
    const { tickMs, db, wal } = this.#needs
    this.#indexing(indexRest(db, wal, this.waiters.applied))
    this.#timer = setInterval(() => this.feed({ type: 'tick', now: wallMs(Date.now()) }), tickMs)
  }

  async stop (): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#pulling?.stop()
    await this.#lane.flushed()
    this.#lane.stop()
    await this.net.stop()
  }

  view (): NodeView { return view(this.#needs.kernel) }

  epochs (): NodeView['epochs'] { return this.#needs.kernel.control.epochs }

  /** Give the kernel an input; inputs that arise meanwhile wait their turn. */
  feed (input: Input): void {
    this.#inputs.push(input)
    if (this.#stepping) return
    this.#stepping = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        for (const effect of step(this.#needs.kernel, next)) this.#enter(effect)
        if (next.type === 'state-installed') this.#jumped(this.#needs.kernel.control.appliedIndex)
      }
    } finally { this.#stepping = false }
    this.#notice()
  }

  /** A local client's request. Never rejects. */
  request (request: Request, deadlineMs: number): Promise<Answer> {
    const id = this.#nextId++
    const deadlineTicks = Math.max(1, Math.ceil(deadlineMs / this.#needs.tickMs))
    return new Promise(resolve => {
      this.#answers.set(id, resolve)
      this.feed({ type: 'request', id, deadlineTicks, request })
    })
  }

  onChanged (listener: () => void): () => void {
    this.#changed.add(listener)
    return () => { this.#changed.delete(listener) }
  }

  #notice (): void {
    const { phase, control } = this.#needs.kernel
    if (phase === 'member' && this.#phase !== 'member' && control.cluster !== null)
      this.#needs.becameMember(control.cluster.id)
    this.#phase = phase
    for (const listener of this.#changed) listener()
  }

  #enter (effect: Effect): void {
    if (effect.lane === 'log') this.#lane.push(effect)
    else this.#perform(effect)
  }

  #perform (effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        return // Performed by the log lane itself.
      case 'send':
        return this.#send(effect)
      case 'answer':
        return this.#answer(effect.id, effect.answer)
      case 'applied':
        return this.#applied(effect.rows)
      case 'take-snapshot':
        return void this.#takeSnapshot(effect)
      case 'peers':
        return this.net.setPeers(
          effect.peers.map(({ id, addresses, keep }) => ({ id, addresses, keep, admitted: true }))
        )
      case 'join-request':
        return void this.#joinRequest(effect)
      case 'join-reply':
        return this.#joinReply(effect)
      case 'pull':
        return this.#pull(effect)
      case 'stop-pull':
        return this.#stopPull(effect.pull)
      case 'repaired':
        return void this.#repaired()
      case 'fence':
        return this.#needs.fenced(effect.refusal)
      case 'handed-over':
        return this.#needs.handedOver()
      case 'note':
        return this.#needs.log[effect.level](effect.fields, effect.message)
    }
  }

  #send ({ to, framed }: Effect & { type: 'send' }): void {
    try {
      this.net.send(to, framed.protocol, encodeFrame(stamp(this.#needs.kernel), framed))
    } catch (error) {
      // A frame that no receiver would take is not sent: whoever asked for it gives up at its deadline.
      if (!(error instanceof HivemindError)) throw error
      this.#needs.log.warn(
        { to, protocol: framed.protocol, code: error.code, reason: error.message },
        'a frame could not be sent'
      )
    }
  }

  #answer (id: number, answer: Answer): void {
    this.#answers.get(id)?.(answer)
    this.#answers.delete(id)
  }

  #applied (rows: readonly AppliedRow[]): void {
    const last = rows.at(-1)
    if (last === undefined) return
    this.#indexing(indexApplied(this.#needs.db, rows))
    this.waiters.rise(last.entry.index)
  }

  /** A state came from elsewhere: everything through it is applied at once. */
  #jumped (applied: Index): void {
    const { db, wal } = this.#needs
    this.#indexing(indexRest(db, wal, applied))
    this.waiters.rise(applied)
  }

  /** Nothing waits for the index: what it misses is made up for at the next start. */
  #indexing (work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.#needs.log.warn({ error: String(error) }, 'the event index could not be written')
    )
  }

  async #takeSnapshot ({ index, term, snapshot }: Effect & { type: 'take-snapshot' }): Promise<void> {
    const { db, wal, log, retainEntries } = this.#needs
    try {
      const bytes = encodeState(snapshot)
      await db.saveSnapshot({ index, term, bytes })
      this.feed({ type: 'snapshot-taken', index })
      const first = await wal.dropBefore(keepFrom(index, wal.last().index, retainEntries))
      log.info({ index, bytes: bytes.length, first }, 'snapshot taken')
    } catch (error) {
      this.#needs.diskFailed(error)
    }
  }

  async #joinRequest ({ id, address, message }: Effect & { type: 'join-request' }): Promise<void> {
    try {
      const { from, reply } = await this.net.requestJoin(address, encodeJoin(message), JOIN_DEADLINE_MS)
      this.feed({ type: 'join-answered', id, from, reply: decodeJoinReply(reply) })
    } catch (error) {
      const refusal =
        error instanceof HivemindError
          ? error.refusal
          : refuse('HIVE_PULL_ORDER', `${address} gave no answer that can be read: ${String(error)}`)
      this.feed({ type: 'join-failed', id, refusal })
    }
  }

  #joinReply ({ id, reply }: Effect & { type: 'join-reply' }): void {
    this.#joins.get(id)?.(encodeJoinReply(reply))
    this.#joins.delete(id)
  }

  #pull (effect: Effect & { type: 'pull' }): void {
    const { wal, db } = this.#needs
    this.#pulling?.stop()
    this.#pulling = new Pulling(
      {
        net: this.net,
        wal,
        db,
        lane: this.#lane,
        stamp: () => stamp(this.#needs.kernel),
        feed: input => this.feed(input),
        chainAt: index => this.#chainAt(index)
      },
      effect
    )
  }

  #stopPull (pull: number): void {
    if (this.#pulling?.id === pull) this.#pulling.stop()
  }

  async #repaired (): Promise<void> {
    await this.#needs.wal.setRepaired()
    this.#needs.repaired()
  }

  async #chainAt (index: Index): Promise<Uint8Array> {
    const { wal } = this.#needs
    const last = wal.last()
    if (index === last.index) return last.chain
    if (index < wal.first()) return wal.restored.base.chain
    const [entry] = await wal.read(index, index, 1)
    return entry?.chain ?? wal.restored.base.chain
  }

  #netEvents (): NetEvents {
    const { log } = this.#needs
    return {
      onFrame: (from, protocol, frame) => this.#frame(from, protocol, frame),
      onOpened: peer => this.feed({ type: 'opened', peer }),
      onClosed: peer => this.feed({ type: 'closed', peer }),
      onJoinRequest: (from, frame) => this.#joinAsked(from, frame),
      onPull: (from, frame, stream) => this.#servePull(from, frame, stream),
      onNote: (level, message, fields) => log[level](fields, message)
    }
  }

  #frame (from: NodeId, protocol: FrameProtocol, frame: Uint8Array): void {
    try {
      this.feed({ type: 'frame', from, ...decodeFrame(protocol, frame) })
    } catch (error) {
      if (!(error instanceof HivemindError)) throw error
      this.#needs.log.warn({ from, protocol, code: error.code, reason: error.message }, 'a frame was refused')
    }
  }

  #joinAsked (from: NodeId, frame: Uint8Array): Promise<Uint8Array> {
    const message = hashedProof(decodeJoin(frame))
    const id = this.#nextId++
    return new Promise(resolve => {
      this.#joins.set(id, resolve)
      this.feed({ type: 'join-asked', id, from, message })
    })
  }

  async #servePull (from: NodeId, frame: Uint8Array, stream: BulkWriter): Promise<void> {
    const message = decodePull(frame)
    const { wal, db, log } = this.#needs
    log.debug({ from, after: message.after, through: message.through }, 'a peer follows the log')
    await servePull({
      wal, db, view: () => this.view(), applied: () => this.waiters.applied,
      news: async (after, ms, signal) => { await this.waiters.reached(toIndex(after + 1), ms, signal) }
    }, message, stream)
  }
}

/** The log must hold nothing that proves a token, so the proof is hashed at the door. */
function hashedProof (message: JoinMessage): JoinMessage {
  if (message.type !== 'join' || message.token === null) return message
  return { ...message, token: { id: message.token.id, secretHash: proofHash(message.token.secretHash) } }
}
