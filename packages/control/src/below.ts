/**
 * What stands on what: the resources below a member or a resource, without a walk through all of them.
 *
 * Pure. It follows from the resources, in their order, so each replica has the same, whether it applied them or was
 * restored.
 */
import type { Control, Resource } from './state.ts'

export type Stack = Pick<Control, 'resources' | 'below'>

/** The resources right below a member or a resource, in the order of their last change; empty when there are none. */
export const resourcesBelow = ({ resources, below }: Stack, parent: string): readonly Resource[] =>
  [...below.get(parent) ?? []].flatMap(id => resources.get(id) ?? [])

/** A resource came to the end of its table. */
export function stand ({ below }: Pick<Control, 'below'>, { id, parent }: Pick<Resource, 'id' | 'parent'>): void {
  if (parent === '') return
  const there = below.get(parent)
  if (there === undefined) below.set(parent, new Set([id]))
  else there.add(id)
}

/** It is taken out of its table. */
export function unstand ({ below }: Pick<Control, 'below'>, { id, parent }: Pick<Resource, 'id' | 'parent'>): void {
  const there = below.get(parent)
  there?.delete(id)
  if (there?.size === 0) below.delete(parent)
}
