/** What the threads of one name server say to each other. Pure: types only. */
import type { Config } from '../config.ts'
import type { Counts } from '../counting.ts'
import type { Moment } from '../live.ts'
import type { Key } from '../tsig.ts'
import type { View } from '../view.ts'

/** All that zones are made of: each thread makes its own. */
export interface ToldZones {
  readonly type: 'zones'
  readonly view: View
  /** By the text of the zone's name. */
  readonly serials: ReadonlyMap<string, number>
  readonly moment: Moment
}

/** What a worker is told. */
export type Told =
  | ToldZones
  | { readonly type: 'moment', readonly moment: Moment }
  | { readonly type: 'close' }

/** What a worker says. */
export type SaidByWorker =
  | { readonly type: 'open' }
  /** It cannot work on this machine, in a sentence. */
  | { readonly type: 'unfit', readonly reason: string }
  | { readonly type: 'refused', readonly error: Error }
  | { readonly type: 'failed', readonly error: Error }

/** What a worker begins with. */
export interface Beginning {
  readonly host: string
  readonly port: number
  /** Others listen on the same address. */
  readonly shared: boolean
  readonly config: Config
  readonly key: Key | null
  readonly seed: number
  readonly counts: Counts
  readonly limits: Int32Array
  readonly told: ToldZones
  /** Two words of memory: how often it was told something, and whether its socket is closed. */
  readonly words: Int32Array
}

export const WORD = { told: 0, closed: 1 } as const
