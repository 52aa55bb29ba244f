/**
 * All of tidy's rules over a repository.
 *
 * Pure.
 */
import { bans } from './bans.ts'
import { fences, manifestFences } from './fences.ts'
import { layout } from './layout.ts'
import { leaks } from './leaks.ts'
import { names } from './names.ts'
import { reach } from './reach.ts'
import type { Repository } from './repository.ts'
import { type Ratchet, sizes } from './sizes.ts'
import type { Problem } from './source.ts'

/** Problems in the order of their paths and lines; empty when all is tidy. */
export function tidy ({ sources, manifests, started }: Repository, ratchet: Ratchet): Problem[] {
  const problems = [
    ...sources.flatMap(source => [
      ...fences(source, manifests), ...bans(source), ...names(source), ...leaks(source), ...layout(source)
    ]),
    ...manifests.flatMap(manifest => manifestFences(manifest, sources)),
    ...sizes(sources, ratchet),
    ...reach(sources, manifests, started)
  ]
  return problems.sort((one, other) => one.path < other.path ? -1 : one.path > other.path ? 1 : one.line - other.line)
}
