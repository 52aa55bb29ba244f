/**
 * Jobs of members at work: the agent of whoever leads looks at its clock, as agent/cron/ticking.ts does. Clocks differ,
 * drift, jump and stand still; who led a while ago may believe that it still does.
 *
 * Pure.
 */
import { type NodeId, type WallMs, wallMs } from '@hivemind/base'
import { type CronJob, nextTick } from '@hivemind/control'
import { percent } from '../chance.ts'
import { happened } from '../world.ts'
import type { KernelNode } from './node.ts'
import type { Wish } from './operator.ts'
import { propose, type Work } from './work.ts'
import type { KernelWorld } from './world.ts'

/** A clock is looked at four times a second, about. */
const LOOK_PERCENT = 8
/** As many times as an agent looks at in one go. */
const TIMES_MAX = 1_000
/** A tick that is proposed is waited for so long. */
const TICK_TICKS = 500

/** What an agent has proposed in one life, by the number of its request, and has no answer to. */
export interface Clockwork { readonly life: number, readonly asked: Map<number, string> }

const TASK = { role: 'lead', action: 'fill', input: {}, members: [], any: true, queue: '', holds: false, triesMax: 2 }
const EVERY_MS: Readonly<Record<string, number>> = { beat: 1_000, slow: 3_000, late: 2_000 }

/** Each job makes up otherwise for what nobody was there for. */
export const jobWishes = (): readonly Wish[] => [
  { id: 'beat', schedule: '* * * * * *', catchUp: 'all', overlaps: true, jitterMs: 0 },
  { id: 'slow', schedule: '*/3 * * * * *', catchUp: 'last', overlaps: false, jitterMs: 300 },
  { id: 'late', schedule: '*/2 * * * * *', catchUp: 'skip', overlaps: true, jitterMs: 5_000 }
].map(job => ({ type: 'cron-added', tries: 0, body: { ...job, zone: 'UTC', task: TASK } }))

export const everyMs = (job: string): number => EVERY_MS[job] ?? 0

/** The agent of a node looks at its clock, if it believes to lead. */
export function lookAtClock (world: KernelWorld, work: Work, node: KernelNode): void {
  const { kernel } = node
  if (kernel === null || kernel.leadsFrom === 0 || kernel.control.jobs.size === 0) return
  if (!percent(work, LOOK_PERCENT)) return
  if (work.ticker !== node.id) happened(world, 'jobs taken over by another leader')
  work.ticker = node.id
  const { asked } = clockworkOf(work, node)
  const waited = new Set(asked.values())
  for (const job of kernel.control.jobs.values()) {
    if (job.paused || waited.has(job.id)) continue
    const tick = nextTick(job, timesOf(job, kernel.now), kernel.now)
    if (tick !== null) asked.set(propose(world, node, 'cron-ticked', tick, TICK_TICKS), job.id)
  }
}

/** Whatever came of a tick shows in the state, which is looked at again. */
export const tickHeard = (work: Work, node: KernelNode, id: number): void => {
  clockworkOf(work, node).asked.delete(id)
}

function clockworkOf ({ clockworks }: Work, { id, life }: { readonly id: NodeId, readonly life: number }): Clockwork {
  const known = clockworks.get(id)
  if (known?.life === life) return known
  const made: Clockwork = { life, asked: new Map() }
  clockworks.set(id, made)
  return made
}

/** Scheduled times after the last tick whose time has come by a clock. */
function timesOf ({ id, tickedAt }: CronJob, now: WallMs): readonly WallMs[] {
  const every = everyMs(id)
  const times: WallMs[] = []
  for (let at = (Math.floor(tickedAt / every) + 1) * every; at <= now && times.length < TIMES_MAX; at += every)
    times.push(wallMs(at))
  return times
}
