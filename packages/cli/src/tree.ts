/** Machines and what stands on them, as a tree of lines. Pure. */
import type { Member, Resource } from '@hivemind/api'
import { conditionWord } from './reply.ts'
import { type Look, paint, printable } from './terminal.ts'

interface Branch { readonly line: string, readonly above: string, readonly id: string }

/** Those that are chosen, and whatever they stand on. */
export function withAbove (
  chosen: ReadonlySet<string>, members: readonly Member[], resources: readonly Resource[]
): readonly [members: readonly Member[], resources: readonly Resource[]] {
  const above = new Map(resources.map(({ id, parent }) => [id, parent]))
  const kept = new Set<string>()
  for (let id of chosen) for (; id !== '' && !kept.has(id); id = above.get(id) ?? '') kept.add(id)
  const isKept = ({ id }: { readonly id: string }): boolean => kept.has(id)
  return [members.filter(isKept), resources.filter(isKept)]
}

/** Machines first, then resources that stand on none; whatever stands on something is below it. */
export function treeText (look: Look, members: readonly Member[], resources: readonly Resource[]): string {
  const machines = members.map(({ id, name, condition, stopped }): Branch => {
    const state = conditionWord(condition, stopped)
    return { id, above: '', line: `${printable(name)}  ${paint(look, state.paint, state.text)}` }
  })
  const others = resources.map(({ id, kind, name, keys, tags, parent }): Branch => {
    const marks = [...Object.entries(tags).map(([tag, value]) => value === '' ? tag : `${tag}=${value}`), ...keys]
    return { id, above: parent, line: [`${kind}/${name}`, paint(look, 'dim', marks.join(' '))].join('  ').trimEnd() }
  })
  const known = new Set([...machines, ...others].map(({ id }) => id))
  const below = Map.groupBy([...machines, ...others], ({ above }) => known.has(above) ? above : '')
  const lines: string[] = []
  // A stack, since a tree may be deep; nothing is below itself, the log sees to that.
  const stack = [...below.get('') ?? []].reverse().map(branch => ({ branch, depth: 0 }))
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { branch, depth } = next
    lines.push('  '.repeat(depth) + branch.line)
    for (const one of [...below.get(branch.id) ?? []].reverse()) stack.push({ branch: one, depth: depth + 1 })
  }
  return lines.join('\n') || 'no machines'
}
