/**
 * What a node promises and nobody else can see it keep: every request ends by its deadline, a node that is cut off
 * from everybody says so, and one that forgot its votes is not let in as a voter. BUGS C3, C4, RF29.
 *
 * Pure.
 */
import { TIMES } from '@hivemind/base'
import { type Kernel, view } from '@hivemind/kernel'
import { status } from '@hivemind/raft'
import { fail } from '../world.ts'
import type { KernelNode } from './node.ts'
import type { KernelWorld } from './world.ts'

/** The list of those who wait is swept every few ticks. */
const SWEEP_TICKS = 10
/** Time to give up a leader that is not heard, or to lead no longer with a disk that hangs; then it is degraded. */
const LONELY_TICKS = TIMES.degradedTicks + TIMES.diskDoubtTicks + TIMES.doubtTicks
const LOOK_TICKS = 16

export function keepsItsWord (world: KernelWorld, node: KernelNode): void {
  const { kernel, id } = node
  if (node.wiped && kernel?.phase === 'member') letIn(world, node)
  if (kernel === null || kernel.phase !== 'member') return
  const lonely = kernel.open.size === 0 && !followsSomebody(world, node) && !decidesAlone(kernel)
  node.lonelyFrom = lonely ? Math.min(node.lonelyFrom, kernel.tick) : Number.POSITIVE_INFINITY
  if (kernel.tick % LOOK_TICKS !== 0) return
  for (const { deadlineAt } of kernel.waiting.values()) {
    if (kernel.tick <= deadlineAt + SWEEP_TICKS) continue
    return fail(world, 'requests-end', `every request ends; at tick ${kernel.tick} one of ${id} waits since ${deadlineAt}`)
  }
  if (kernel.tick - node.lonelyFrom < LONELY_TICKS) return
  const { degraded, leader } = view(kernel)
  if (degraded && leader === null) return
  fail(world, 'cut-off-and-says-so', `who reaches nobody is degraded and knows no leader; ${id} is cut off since ` +
    `tick ${node.lonelyFrom} and says ${degraded ? 'degraded' : 'well'}, leader ${leader?.id ?? 'none'}`)
}

/** A pull has a line of its own: its source need not be a peer, and says who leads. */
const followsSomebody = ({ tick }: KernelWorld, { pull }: KernelNode): boolean =>
  pull?.begun === true && tick - pull.heardAt <= LOOK_TICKS

/** The only voter needs nobody, whether or not it has applied yet that it is. */
const decidesAlone = ({ self, control, raft }: Kernel): boolean =>
  [control.voters, status(raft).configuration.voters].some(voters => voters.length === 1 && voters[0] === self)

/** Who forgot its votes is let in again only when it has none any more. BUGS RF29. */
function letIn (world: KernelWorld, node: KernelNode): void {
  node.wiped = false
  for (const { kernel } of world.nodes.values()) {
    if (kernel === null || kernel.leadsFrom === 0 || !kernel.control.voters.includes(node.id)) continue
    fail(world, 'forgotten-votes', `a voter does not join with an empty disk; ${node.id} did, and ${kernel.self} counts it`)
  }
}
