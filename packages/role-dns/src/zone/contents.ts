/**
 * What the zones hold, out of what is known; and zones that are the same in every thread.
 *
 * Pure.
 */
import type { Config } from '../config.ts'
import type { View } from '../view.ts'
import { joined, label, type Name, type NameKey, nameFrom, nameText } from '../wire/name.ts'
import { build } from './building.ts'
import { type Contents, type Kept, next } from './history.ts'

export interface Known {
  readonly contents: ReadonlyMap<NameKey, Contents>
  readonly problems: readonly string[]
}

export function known (view: View, config: Config): Known {
  const { zones, problems } = build(view, config)
  const primary = primaryOf(view, nameFrom(config.zone) as Name)
  const negativeTtl = config.ttlSeconds.negative
  const contents = [...zones].map(([key, { apex, nodes }]) => [key, { apex, nodes, primary, negativeTtl }] as const)
  return { contents: new Map(contents), problems }
}

/** The first of the servers by name: the same on all of them. */
export const firstOf = ({ hosts, self }: View): string =>
  hosts.find(({ server, reachable }) => server !== null && reachable)?.name ?? self

const primaryOf = (view: View, main: Name): Name => joined(label(firstOf(view)) + label('node'), main)

/** The zones under serials that were given elsewhere, without what changed before. @param serials - by `nameText` */
export function zonesUnder (view: View, config: Config, serials: ReadonlyMap<string, number>): Map<NameKey, Kept> {
  const { contents } = known(view, config)
  return new Map([...contents].map(([key, one]) => [key, next(null, one, serials.get(nameText(key)) ?? 0)]))
}
