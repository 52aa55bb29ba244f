/**
 * What roles see of resources, as machines say it, for whoever looks at a resource or at a machine.
 *
 * Touches nothing by itself.
 */
import type { Observation, Seen as Shown } from '@hivemind/api'
import type { NodeId } from '@hivemind/base'
import { fenceOf, isUnreachable, type Resource } from '@hivemind/control'
import type { FactsView } from '@hivemind/feed'
import type { NodePort } from '../node-port.ts'
import { seenIn } from '../roles/observing.ts'
import { timeText } from './service.ts'

/** Machines that are asked for what they see of one resource. */
const ASKED_MAX = 100

interface Asking { readonly node: NodePort, readonly deadlineMs: number }

/** What is seen of a resource, the newest first. */
export async function observedOf (asking: Asking, resource: Resource): Promise<Observation[]> {
  const { node } = asking
  const { members } = node.control()
  const found = await Promise.all(observers(asking, resource).map(async id => {
    const said = await node.hostFacts(id, asking.deadlineMs)
    return said === null ? [] : rowsOf(said).filter(one => one.resource === resource.id).map(one => ({ id, ...one }))
  }))
  return found.flat().sort((one, other) => other.at - one.at).map(({ id, role, at, value, boot, seq }) => ({
    member: members.get(id)?.name ?? id, memberId: id, role, at: timeText(at), ageMs: Math.max(0, Date.now() - at),
    reachable: !isUnreachable(node.control(), id), boot, seq, value: value as Observation['value']
  }))
}

/** What a machine sees of resources that are there, by their names. */
export function seenBy ({ node }: Pick<Asking, 'node'>, said: FactsView | null): Shown[] {
  const { resources } = node.control()
  return said === null ? [] : rowsOf(said).flatMap(({ role, resource, at, value }) => {
    const known = resources.get(resource)
    return known === undefined ? [] : [{
      resource: `${known.kind}/${known.name}`, id: resource, role, at: timeText(at),
      ageMs: Math.max(0, Date.now() - at), value: value as Shown['value']
    }]
  })
}

const rowsOf = ({ boot, seq, facts }: FactsView) => seenIn(facts).map(one => ({ ...one, boot, seq }))

/** Members that hold a role which observes resources of its kind: first the machine that it stands on. */
function observers ({ node }: Pick<Asking, 'node'>, { kind, parent }: Resource): readonly NodeId[] {
  const control = node.control()
  let machine = parent
  for (let above = control.resources.get(machine); above !== undefined; above = control.resources.get(machine))
    machine = above.parent
  const roles = [...control.roles.values()]
    .filter(({ observes = [] }) => observes.includes(kind) || observes.includes('*'))
  const holding = [...control.members.keys()].filter(id => roles.some(role => fenceOf(control, role.id, id) !== null))
  return holding.sort((one, other) => Number(other === machine) - Number(one === machine)).slice(0, ASKED_MAX)
}
