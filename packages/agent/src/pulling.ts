/**
 * The taking end of a pull: frames from a peer, checked, into the log and the node.
 *
 * Touches net, log and database. Nothing is believed: order, hash chain and the state's digest are checked before
 * the first byte is used.
 */
import {
  HivemindError,
  type Index,
  LIMITS,
  type NodeId,
  type Refusal,
  type Term,
  index as toIndex
} from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import type { Effect, Input, PulledEntry, PullFrame, Stamp } from '@hivemind/kernel'
import type { Net } from '@hivemind/net'
import type { Entry } from '@hivemind/raft'
import { chainAfter, NO_CHAIN, sameChain, type Wal } from '@hivemind/wal'
import { decodePullFrame, decodeState, encodePull, entryOf } from '@hivemind/wire'
import { refuse } from './errors.ts'
import type { LogLane } from './log-lane.ts'
import { sha256 } from './sha256.ts'
import type { StateSaving } from './state-saving.ts'

export interface PullingNeeds {
  readonly net: Net
  readonly wal: Wal
  readonly states: StateSaving
  readonly lane: LogLane
  readonly stamp: () => Stamp
  readonly feed: (input: Input) => void
}

/** A state that is on its way: its bytes so far, and where history reaches it. */
interface Arriving {
  readonly index: Index
  readonly term: Term
  readonly bytes: number
  readonly sha256: Uint8Array
  readonly chunks: Uint8Array[]
  received: number
}

export class Pulling {
  readonly id: number
  readonly #needs: PullingNeeds
  readonly #abort = new AbortController()
  #at: Index
  #chain: Uint8Array = new Uint8Array(0)
  #arriving: Arriving | null = null
  #state: ControlSnapshot | null = null
  #began = false
  #hole = false
  /** Resolves when this pull touches nothing any more, however it ended. Never rejects. */
  readonly ended: Promise<void>

  /** @param before - the pull before this one: it may still be about to write */
  constructor (needs: PullingNeeds, effect: Effect & { type: 'pull' }, before: Promise<void> = Promise.resolve()) {
    this.#needs = needs
    this.id = effect.pull
    this.#at = effect.after
    this.ended = before.then(() => this.#run(effect))
  }

  stop (): void { this.#abort.abort() }

  async #run ({ from, after, wantState, through }: Effect & { type: 'pull' }): Promise<void> {
    if (this.#abort.signal.aborted) return
    let refusal: Refusal | null = null
    try {
      await this.#place(after)
      const ask = { after: this.#at, chain: this.#chain, wantState, through }
      const frame = encodePull({ stamp: this.#needs.stamp(), ...ask })
      for await (const bytes of this.#needs.net.pull(from, frame, this.#abort.signal))
        await this.#take(decodePullFrame(bytes), from)
    } catch (error) {
      refusal =
        error instanceof HivemindError
          ? error.refusal
          : refuse('HIVE_PULL_ORDER', `the pull from ${from} failed: ${String(error)}`)
    }
    if (!this.#abort.signal.aborted) this.#needs.feed({ type: 'pull-ended', pull: this.id, refusal })
  }

  /**
   * Where our log ends for the peer. A pull that broke after the log began anew leaves a hole between what is applied
   * and what is stored: then all of it is asked for, as by a newcomer, and only a state can close the hole.
   */
  async #place (after: Index): Promise<void> {
    const chain = await this.#chainAt(after)
    this.#hole = chain === null
    this.#at = chain === null ? toIndex(0) : after
    this.#chain = chain ?? NO_CHAIN
  }

  /** Chain hash of our own log through an index; null where we do not hold it. */
  async #chainAt (index: Index): Promise<Uint8Array | null> {
    const { wal } = this.#needs
    const last = wal.last()
    if (index === last.index) return last.chain
    if (index > last.index) return null
    if (index < wal.first()) {
      const { base } = wal.restored
      return index === wal.first() - 1 && index === base.index ? base.chain : null
    }
    const [entry] = await wal.read(index, index, 1)
    return entry?.chain ?? null
  }

  async #take (frame: PullFrame, from: NodeId): Promise<void> {
    if (this.#abort.signal.aborted) return
    if (frame.type === 'refused')
      throw new HivemindError({ ...refuse('HIVE_PULL_ORDER', `${from} refused: ${frame.message}`), code: frame.code })
    if (!this.#began && frame.type !== 'start') throw this.#disorder(`began with ${frame.type}`)
    switch (frame.type) {
      case 'start':
        return this.#start(frame)
      case 'state-chunk':
        return this.#chunk(frame.bytes)
      case 'entries':
        return this.#entries(frame.entries, frame.chain)
      case 'beat':
        return this.#needs.feed({
          type: 'beaten',
          pull: this.id,
          commit: frame.commit,
          leader: frame.leader,
          ageTicks: frame.ageTicks,
          degraded: frame.degraded
        })
    }
  }

  async #start ({ baseIndex, baseTerm, baseChain, state }: PullFrame & { type: 'start' }): Promise<void> {
    if (this.#began || baseIndex < this.#at)
      throw this.#disorder(`a start after ${baseIndex}, expected after ${this.#at}`)
    this.#began = true
    if (state !== null) {
      if (state.bytes > LIMITS.stateBytesMax || state.index < baseIndex)
        throw this.#disorder(`a state of ${state.bytes} bytes at ${state.index}`)
      this.#arriving = { ...state, chunks: [], received: 0 }
    }
    if (baseIndex === this.#at && !this.#hole) return
    // History between ours and the base is gone there: only a state can bridge it, and the log begins anew.
    if (state === null) throw this.#disorder(`history begins after ${baseIndex}, and no state comes with it`)
    const held = await this.#chainAt(baseIndex)
    await this.#needs.lane.flushed()
    if (this.#abort.signal.aborted) return
    if (held === null || !sameChain(held, baseChain))
      await this.#needs.wal.startAt({ index: baseIndex, term: baseTerm, chain: baseChain })
    this.#at = baseIndex
    this.#chain = baseChain
  }

  async #chunk (bytes: Uint8Array): Promise<void> {
    const state = this.#arriving
    if (state === null || state.received + bytes.length > state.bytes)
      throw this.#disorder('more of a state than was announced')
    state.chunks.push(bytes)
    state.received += bytes.length
    if (state.received < state.bytes) return this.#lives()
    const whole = Buffer.concat(state.chunks)
    if (!Buffer.from(state.sha256).equals(sha256(whole)))
      throw this.#disorder(`a state at ${state.index} whose SHA-256 differs`)
    this.#state = decodeState(whole)
    state.chunks.splice(0, state.chunks.length, whole)
    if (this.#at >= state.index) await this.#install()
  }

  async #entries (rows: readonly PulledEntry[], chain: Uint8Array): Promise<void> {
    const entries = this.#checked(rows, chain)
    const state = this.#arriving
    if (state !== null && this.#state === null) throw this.#disorder('entries before the announced state')
    const history = state === null ? [] : entries.filter(entry => entry.index <= state.index)
    if (history.length > 0) {
      await this.#write(history)
      this.#lives()
    }
    if (state !== null && this.#at >= state.index) await this.#install()
    const news = entries.slice(history.length)
    if (news.length === 0) return
    this.#needs.feed({ type: 'pulled', pull: this.id, entries: news })
    await this.#needs.lane.flushed() // The reader slows the writer: no more than one frame is on its way to the disk.
  }

  #checked (rows: readonly PulledEntry[], chain: Uint8Array): readonly Entry[] {
    const entries = rows.map(({ index, term, kind, payload }) => {
      if (index !== this.#at + 1) throw this.#disorder(`entry ${index} after ${this.#at}`)
      this.#chain = chainAfter(this.#chain, { index, term, kind, payload })
      this.#at = toIndex(index)
      return entryOf(index, term, kind, payload)
    })
    if (!sameChain(this.#chain, chain)) throw this.#disorder(`entries through ${this.#at} whose hash chain differs`)
    return entries
  }

  /** Nothing for the node yet, and a sign of life of the source. */
  #lives (): void {
    if (!this.#abort.signal.aborted) this.#needs.feed({ type: 'pull-heard', pull: this.id })
  }

  /** History below an arriving state goes to disk without being applied; what the disk holds already is left alone. */
  async #write (history: readonly Entry[]): Promise<void> {
    const { wal, lane } = this.#needs
    const last = wal.last().index
    const first = history[0]?.index ?? toIndex(0)
    const held = first <= last ? await wal.read(first, toIndex(Math.min(last, this.#at)), Number.MAX_SAFE_INTEGER) : []
    const differs = history.findIndex((entry, at) => held[at]?.term !== entry.term)
    const fresh = differs === -1 ? [] : history.slice(differs)
    const begin = fresh[0]
    if (begin === undefined || this.#abort.signal.aborted) return
    await lane.write({
      hard: null,
      truncateFrom: begin.index <= last ? begin.index : null,
      entries: fresh,
      commit: toIndex(first - 1)
    })
  }

  async #install (): Promise<void> {
    const state = this.#arriving
    const snapshot = this.#state
    if (state === null || snapshot === null || this.#abort.signal.aborted) return
    await this.#needs.states.install({
      index: state.index,
      term: state.term,
      bytes: state.chunks[0] ?? new Uint8Array(0)
    })
    this.#arriving = null
    this.#state = null
    this.#hole = false
    this.#needs.feed({ type: 'state-installed', pull: this.id, snapshot, index: state.index, term: state.term })
  }

  #disorder (found: string): HivemindError {
    return new HivemindError(refuse('HIVE_PULL_ORDER', `the peer sent ${found}`))
  }
}
