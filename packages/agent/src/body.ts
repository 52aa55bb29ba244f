/**
 * The body of a node: feeds inputs to the kernel and performs its effects, in their lanes.
 *
 * Touches everything through the rooms it is handed, and holds no `if` about the protocol.
 */
import { HivemindError, type Index, type NodeId, wallMs } from '@hivemind/base'
import { type Control, type ControlSnapshot, exportState } from '@hivemind/control'
import type { Db } from '@hivemind/db'
import {
  type Answer, type AppliedRow, bearing, type Effect, type Input, type Kernel, type NodeView, quietFor, type Request,
  stamp, step, view
} from '@hivemind/kernel'
import type { FrameProtocol, Net, NetEvents } from '@hivemind/net'
import type { Wal } from '@hivemind/wal'
import { decodeFrame } from '@hivemind/wire'
import { Clock } from './clock.ts'
import type { Directory } from './directory.ts'
import { encodeStateInTurns } from './encoding-state.ts'
import { EventIndexing } from './event-indexing.ts'
import { FrameBytes } from './frame-bytes.ts'
import { LogLane } from './log-lane.ts'
import type { Logger } from './logging.ts'
import { Newcomers } from './newcomers.ts'
import { keepFrom } from './opening.ts'
import { Pulls } from './pulls.ts'
import { noRoomFor } from './room.ts'
import { StateSaving } from './state-saving.ts'
import { Steadiness } from './steadiness.ts'
import type { TraceFile } from './trace-file.ts'
import { Waiters } from './waiters.ts'

export interface BodyNeeds {
  readonly kernel: Kernel
  readonly wal: Wal
  readonly db: Db
  readonly log: Logger
  readonly tickMs: number
  readonly retainEntries: number
  readonly makeNet: (events: NetEvents) => Net
  readonly directory: Directory
  /** The node must not go on. */
  readonly fenced: (effect: Effect & { type: 'fence' }) => void
  /** The disk failed: stop at once. */
  readonly diskFailed: (error: unknown) => void
  /** A promise of our own code is broken: the node's state cannot be trusted, stop at once. */
  readonly broken: (error: unknown) => void
  readonly handedOver: () => void
  /** Where transitions of the Raft machine go; null when nobody wants them. */
  readonly trace: TraceFile | null
}

export class Body {
  readonly net: Net
  readonly waiters: Waiters
  readonly clock: Clock
  readonly pulls: Pulls
  readonly #needs: BodyNeeds
  readonly #lane: LogLane
  readonly #inputs: Input[] = []
  readonly #answers = new Map<number, (answer: Answer) => void>()
  readonly #bytes = new FrameBytes()
  readonly #newcomers = new Newcomers(input => this.feed(input))
  readonly #states: StateSaving
  readonly #indexing: EventIndexing
  readonly #changed = new Set<() => void>()
  readonly #steady: Steadiness
  #nextId = 1
  /** From the beginning: inputs wait until the first effects are performed. */
  #stepping = true
  /** The snapshot being taken, if any; a clean stop waits for it. */
  #snapshotting: Promise<void> = Promise.resolve()
  #phase: NodeView['phase']

  constructor (needs: BodyNeeds) {
    this.#needs = needs
    this.#phase = needs.kernel.phase
    this.#steady = new Steadiness(needs.tickMs)
    this.clock = new Clock(needs.tickMs, (slept, missed) => {
      this.#lull(slept)
      this.feed({ type: 'tick', now: wallMs(Date.now()), missed })
    })
    this.waiters = new Waiters(needs.kernel.control.appliedIndex)
    this.#lane = new LogLane({
      wal: needs.wal,
      perform: effect => this.#perform(effect),
      persisted: (index, term) => this.feed({ type: 'persisted', index, term }),
      failed: error => needs.diskFailed(error)
    })
    const { wal, db, log } = needs
    this.#states = new StateSaving(db, full => log.warn({ code: full.code }, full.message))
    const failed = (error: unknown): void => log.warn({ error: String(error) }, 'the event index could not be written')
    this.#indexing = new EventIndexing({ wal, db, failed })
    this.pulls = new Pulls({
      wal, db, log, states: this.#states, lane: this.#lane,
      waiters: this.waiters, net: () => this.net, bearing: () => bearing(needs.kernel),
      stamp: () => stamp(needs.kernel), feed: input => this.feed(input)
    })
    this.net = needs.makeNet(this.#netEvents())
  }

  /**
   * Be reachable. What peers say waits until `start`.
   *
   * @throws {HivemindError} HIVE_NET_LISTEN, HIVE_NET_ADDRESS; nothing listens then
   */
  async listen (): Promise<void> { await this.net.start() }

  /** Perform the kernel's first effects and let time begin. */
  start (effects: readonly Effect[]): void {
    for (const effect of effects) this.#enter(effect)
    this.#indexing.reach(this.waiters.applied)
    this.#stepping = false
    this.#drain()
    this.clock.start()
  }

  /** Perform what is asked so far and let go of the net; log and database are not touched afterwards. */
  async stop (): Promise<void> {
    this.clock.stop()
    this.#states.stop()
    await this.pulls.stop()
    if (this.#needs.wal.full() === null) await this.#lane.flushed()
    this.#lane.stop()
    this.#newcomers.stop()
    await this.net.stop()
    await this.#snapshotting
    await this.#indexing.stop()
  }

  view (): NodeView {
    const slept = this.#stepping ? 0 : this.clock.slept()
    this.#lull(slept)
    if (slept > 0) this.#drain()
    return view(this.#needs.kernel)
  }


  /** A copy of the applied state, which later entries leave alone. */
  state (): ControlSnapshot { return exportState(this.#needs.kernel.control) }

  /** The applied state itself, to be read and left as it is. */
  control (): Readonly<Control> { return this.#needs.kernel.control }

  /** Give the kernel an input; inputs that arise meanwhile wait their turn. */
  feed (input: Input): void {
    if (input.type !== 'tick' && !this.#stepping) this.#lull(this.clock.slept())
    // Whatever comes first after a pause is decided in the knowledge of it.
    if (this.#needs.kernel.leaseReads && this.#steady.lapsed()) this.#inputs.push({ type: 'lapse' })
    if (input.type === 'tick') this.#steady.ticked()
    this.#inputs.push(input)
    if (!this.#stepping) this.#drain()
  }

  /** Quiet ticks went by: they come before whatever is next, and are no reason to look around by themselves. */
  #lull (ticks: number): void {
    if (ticks === 0) return
    this.#steady.ticked(ticks)
    this.#inputs.push({ type: 'lull', ticks, now: wallMs(Date.now()) })
  }

  #drain (): void {
    this.#stepping = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        const { control } = this.#needs.kernel
        for (const effect of step(this.#needs.kernel, next)) this.#enter(effect)
        if (this.#needs.kernel.control !== control) this.#jumps(this.#needs.kernel.control.appliedIndex)
      }
    } catch (error) {
      return this.#needs.broken(error) // Whoever called would take it for a failure of its own and go on.
    }
    this.#stepping = false
    this.clock.quiet(quietFor(this.#needs.kernel))
    this.#notice()
  }

  /** A local client's request. Never rejects. */
  request (request: Request, deadlineMs: number): Promise<Answer> {
    const full = noRoomFor(request, this.#needs.wal, () => this.view())
    if (full !== null) return Promise.resolve({ type: 'refused', refusal: full })
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
    const { self, phase, control: { cluster } } = this.#needs.kernel
    if (phase === 'member' && this.#phase !== 'member' && cluster !== null)
      this.#needs.directory.becomeMember(cluster.id, self)
    this.#phase = phase
    for (const listener of this.#changed) listener()
  }

  #enter (effect: Effect): void {
    if (effect.lane === 'log') this.#lane.push(effect)
    else this.#perform(effect)
  }

  #perform (effect: Effect): void {
    switch (effect.type) {
      case 'persist': return // Performed by the log lane itself.
      case 'send': return this.#send(effect)
      case 'answer': return this.#answer(effect.id, effect.answer)
      case 'applied': return this.#applied(effect.rows)
      case 'take-snapshot': this.#snapshotting = this.#takeSnapshot(effect); return
      case 'peers': return this.#peers(effect)
      case 'join-request': return void this.#newcomers.ask(this.net, effect)
      case 'join-reply': return this.#newcomers.reply(effect)
      case 'pull': return this.pulls.start(effect)
      case 'stop-pull': return this.pulls.end(effect.pull)
      case 'repaired': return void this.#repaired()
      case 'fence': return this.#needs.fenced(effect)
      case 'handed-over': return this.#needs.handedOver()
      case 'trace': return this.#needs.trace?.write(effect.rows)
      case 'note': return this.#needs.log[effect.level](effect.fields, effect.message)
    }
  }

  #send ({ to, framed }: Effect & { type: 'send' }): void {
    try {
      this.net.send(to, framed.protocol, this.#bytes.of(stamp(this.#needs.kernel), framed))
    } catch (error) {
      // A frame that no receiver would take is not sent: whoever asked for it gives up at its deadline.
      if (!(error instanceof HivemindError)) throw error
      const { code, message: reason } = error
      this.#needs.log.warn({ to, protocol: framed.protocol, code, reason }, 'a frame could not be sent')
    }
  }

  #answer (id: number, answer: Answer): void {
    this.#answers.get(id)?.(answer)
    this.#answers.delete(id)
  }

  #applied (rows: readonly AppliedRow[]): void {
    this.#indexing.applied(rows)
    for (const { entry } of rows.slice(-1)) this.waiters.rise(entry.index)
  }

  /** A state came from elsewhere: everything through it is applied, once what was applied before is durable. */
  #jumps (applied: Index): void {
    this.#lane.inTurn(() => { this.#indexing.reach(applied); this.waiters.rise(applied) })
  }

  async #takeSnapshot ({ index, term, snapshot }: Effect & { type: 'take-snapshot' }): Promise<void> {
    const { wal, log, retainEntries } = this.#needs
    try {
      const bytes = await encodeStateInTurns(snapshot)
      const saved = await this.#states.take({ index, term, bytes })
      this.feed({ type: 'snapshot-taken', index }) // Or overtaken by one that is being written.
      if (!saved) return log.info({ index }, 'a snapshot was overtaken by a newer state from elsewhere')
      const first = await wal.dropBefore(keepFrom(index, wal.last().index, retainEntries))
      log.info({ index, bytes: bytes.length, first }, 'snapshot taken')
    } catch (error) {
      this.#needs.diskFailed(error)
    }
  }

  #peers ({ peers }: Effect & { type: 'peers' }): void {
    this.net.setPeers(peers.map(({ id, addresses, keep, kept = true }) =>
      ({ id, addresses, keep, kept, admitted: true })))
    const { control: { cluster }, raft: { repair } } = this.#needs.kernel
    if (cluster !== null && repair === null) this.#needs.directory.acquaint(cluster.id, peers)
  }

  async #repaired (): Promise<void> {
    const { wal, directory, diskFailed } = this.#needs
    await wal.setRepaired().then(() => directory.writeRepair(null)).catch(diskFailed)
  }

  #netEvents (): NetEvents {
    const { log } = this.#needs
    return {
      onFrame: (from, protocol, frame) => this.#frame(from, protocol, frame),
      onOpened: peer => this.feed({ type: 'opened', peer }),
      onClosed: peer => this.feed({ type: 'closed', peer }),
      onGone: peer => this.feed({ type: 'gone', peer }),
      onJoinRequest: (from, frame) => this.#newcomers.asked(from, frame),
      onPull: (from, frame, stream) => this.pulls.serve(from, frame, stream),
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
}
