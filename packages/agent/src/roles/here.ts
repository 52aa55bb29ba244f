/**
 * How a role is on this machine, as its agent tells it.
 *
 * Pure.
 */
import type { Index } from '@hivemind/base'

/** How the role is here: what `hivemind role show` tells of this machine. */
export interface RoleHere {
  readonly state: 'starting' | 'working' | 'ready' | 'failing' | 'waiting' | 'suspended' | 'stopping' | 'refused'
  readonly pid: number | null
  readonly fence: Index | null
  /** Ends of its process since it last worked for a while. */
  readonly crashes: number
  readonly lastEnd: string
  /** Milliseconds until it is started again; null when it runs or is not to. */
  readonly againMs: number | null
  readonly reconciledIndex: number
  /** The last thing that went wrong in it; empty when it works. */
  readonly problem: string
  readonly report: string
  readonly rssBytes: number
  readonly words: readonly string[]
}
