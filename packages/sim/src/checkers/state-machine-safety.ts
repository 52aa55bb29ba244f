/**
 * State Machine Safety, Raft figure 3: no two servers apply different entries at one index; and since applying is
 * deterministic, equal index means equal state.
 *
 * Pure.
 */
import type { Index, NodeId } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { same, shown } from './logs.ts'

export function stateMachineSafety (): Checker {
  const entries = new Map<Index, { readonly mark: Mark, readonly node: NodeId }>()
  const states = new Map<Index, { readonly state: string, readonly node: NodeId }>()

  function stateDiffers (node: NodeId, index: Index, state: string): string | null {
    if (state === '') return null // Nobody looked at the state right then.
    const first = states.get(index)
    if (first === undefined) states.set(index, { state, node })
    if (first === undefined || first.state === state) return null
    return `equal index means equal state; at ${index} ${first.node} has ${first.state} and ${node} has ${state}`
  }

  return {
    name: 'state-machine-safety',
    see (seen) {
      if (seen.type === 'installed') return stateDiffers(seen.node, seen.index, seen.state)
      if (seen.type !== 'applied') return null
      const { node, mark, state } = seen
      const first = entries.get(mark.index)
      if (first === undefined) entries.set(mark.index, { mark, node })
      else if (!same(first.mark, mark))
        return `an index is applied the same everywhere; ${first.node} applied ${shown(first.mark)}, ` +
          `${node} applied ${shown(mark)}`
      return stateDiffers(node, mark.index, state)
    }
  }
}
