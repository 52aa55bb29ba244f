/**
 * The client as a process of its own: told by its parent whom to drive and how hard, it answers with what it measured.
 *
 * Touches its parent's channel.
 */
import { type Drive, driven } from './driving.ts'
import { type Loaded, load } from './loading.ts'

/** One stretch of load. */
export interface Stretch {
  readonly drive: Drive
  readonly inFlight: number
  readonly warmMs: number
  readonly ms: number
  /** Reads: index of an entry that is there with the next thousand. */
  readonly first?: number
}

/** What a child answers. */
export type Told = { readonly loaded: Loaded } | { readonly fault: string }

process.on('message', (message: unknown) => {
  const { drive, inFlight, warmMs, ms, first } = message as Stretch
  const { operation, close } = driven(drive, first)
  load(operation, inFlight, warmMs, ms).then(
    (loaded): Told => ({ loaded }), (fault: unknown): Told => ({ fault: String(fault) })
  ).then(told => {
    close()
    process.send?.(told)
  }, () => process.exit(1))
})
