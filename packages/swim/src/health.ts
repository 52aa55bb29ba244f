/**
 * How well this member itself is doing: whoever is slow waits longer for others before it doubts them.
 *
 * Pure. Source: Lifeguard IV-A (local health multiplier). Divergence: a delayed event loop counts, too, and the time to
 * a verdict is stretched as well as that to an ack.
 */
import { type Ticks, ticks } from '@hivemind/base'
import type { Swim } from './state.ts'

/** The worst health; times are at most nine times as long. Lifeguard's limit. */
export const HEALTH_WORST = 8

/** So much delay of the event loop is one step to the worse: the time in which an ack is due. */
const STALL_TICKS = 15

export const better = (swim: Swim): void => { swim.health = Math.max(0, swim.health - 1) }
export const worse = (swim: Swim, steps: number): void => { swim.health = Math.min(HEALTH_WORST, swim.health + steps) }

/** A time as this member should count it now. */
export const stretched = (swim: Swim, span: number): Ticks => ticks(Math.ceil(span * (1 + swim.health)))

/** Steps to the worse for a delay of so many ticks: none for what an ack may take anyway. */
export const stepsOf = (delay: number): number => Math.floor(Math.max(0, delay) / STALL_TICKS)
