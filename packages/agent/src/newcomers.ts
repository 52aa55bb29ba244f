/**
 * The join protocol's two ends: what a newcomer asks of us, and what we ask as a newcomer.
 *
 * Touches the network and a timer for each question. Strangers reach this, so what waits is bounded in number and time.
 */
import { proofHash } from '@hivemind/api'
import { HivemindError, LIMITS, type NodeId, type Refusal, refusing, sharedErrors } from '@hivemind/base'
import type { Effect, Input, JoinMessage, JoinReply } from '@hivemind/kernel'
import type { Net } from '@hivemind/net'
import { decodeJoin, decodeJoinReply, encodeJoin, encodeJoinReply } from '@hivemind/wire'
import { refuse } from './errors.ts'

/** As long as the join protocol lasts; whoever waits longer is gone. */
const DEADLINE_MS = 5_000

const refuseShared = refusing(sharedErrors)

interface Waiting { readonly settle: (reply: Uint8Array | Refusal) => void }

export class Newcomers {
  readonly #feed: (input: Input) => void
  readonly #deadlineMs: number
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1

  constructor (feed: (input: Input) => void, deadlineMs = DEADLINE_MS) {
    this.#feed = feed
    this.#deadlineMs = deadlineMs
  }

  get waiting (): number { return this.#waiting.size }

  /**
   * Somebody asks to join.
   *
   * @returns the encoded reply
   * @throws {HivemindError} HIVE_WIRE_* for bytes that are no question; HIVE_BUSY; HIVE_TIMEOUT. The stream is reset
   */
  async asked (from: NodeId, frame: Uint8Array): Promise<Uint8Array> {
    const message = hashedProof(decodeJoin(frame))
    if (this.#waiting.size >= LIMITS.joinRequestsMax)
      throw new HivemindError(refuseShared('HIVE_BUSY', `${this.#waiting.size} newcomers wait for an answer`))
    const id = this.#nextId++
    return await new Promise((resolve, reject) => {
      const late = refuseShared('HIVE_TIMEOUT', `no answer to a join request within ${this.#deadlineMs} ms`)
      const timer = setTimeout(() => this.#settle(id, late), this.#deadlineMs)
      this.#waiting.set(id, {
        settle: reply => {
          clearTimeout(timer)
          if ('code' in reply) reject(new HivemindError(reply))
          else resolve(reply)
        }
      })
      this.#feed({ type: 'join-asked', id, from, message })
    })
  }

  reply ({ id, reply }: { readonly id: number, readonly reply: JoinReply }): void {
    this.#settle(id, encodeJoinReply(reply))
  }

  /** Nobody waits any longer. */
  stop (): void {
    const stopping = refuseShared('HIVE_AGENT_STOPPING', 'the agent is shutting down')
    for (const id of [...this.#waiting.keys()]) this.#settle(id, stopping)
  }

  /** Ask a peer to let us join; the kernel hears what came of it. */
  async ask (net: Net, { id, address, message }: Effect & { type: 'join-request' }): Promise<void> {
    try {
      const { from, reply } = await net.requestJoin(address, encodeJoin(message), this.#deadlineMs)
      this.#feed({ type: 'join-answered', id, from, reply: decodeJoinReply(reply) })
    } catch (error) {
      const refusal =
        error instanceof HivemindError
          ? error.refusal
          : refuse('HIVE_PULL_ORDER', `${address} gave no answer that can be read: ${String(error)}`)
      this.#feed({ type: 'join-failed', id, refusal })
    }
  }

  #settle (id: number, reply: Uint8Array | Refusal): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.settle(reply)
  }
}

/** The log must hold nothing that proves a token, so the proof is hashed at the door. */
function hashedProof (message: JoinMessage): JoinMessage {
  if (message.type === 'hello' || message.token === null) return message
  return { ...message, token: { id: message.token.id, secretHash: proofHash(message.token.secretHash) } }
}
