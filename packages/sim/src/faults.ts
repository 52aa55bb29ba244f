/**
 * Which faults a world has, and how strong: drawn anew for each seed.
 *
 * Pure. Swarm testing (Groce et al. 2012): a world with some faults off reaches states that one with all of them on
 * never does, since the strong ones hide what the others would show.
 */
import { type Chance, draw } from '@hivemind/base'
import { between } from './chance.ts'

/** Percentages are of messages, permilles are of ticks (and nodes, where one is meant). */
export interface Faults {
  readonly lossPercent: number
  readonly duplicatePercent: number
  readonly replayPermille: number
  /** A message takes 1 to so many ticks; above 1 messages overtake one another. */
  readonly delayTicksMax: number
  /** A write takes 0 to so many ticks. */
  readonly diskTicksMax: number
  readonly diskHangPermille: number
  readonly crashPermille: number
  readonly downTicksMax: number
  readonly damagePermille: number
  readonly cutPermille: number
  readonly oneWayPermille: number
  readonly cutTicksMax: number
  /** How often the two ends of a cut or a dead machine's peers are told that a connection closed. */
  readonly closeToldPercent: number
  readonly changePermille: number
  readonly transferPermille: number
  readonly compactPermille: number
}

export const CALM: Faults = {
  lossPercent: 0, duplicatePercent: 0, replayPermille: 0, delayTicksMax: 1, diskTicksMax: 0, diskHangPermille: 0,
  crashPermille: 0, downTicksMax: 1, damagePermille: 0, cutPermille: 0, oneWayPermille: 0, cutTicksMax: 1,
  closeToldPercent: 100, changePermille: 0, transferPermille: 0, compactPermille: 0
}

export function drawFaults (chance: Chance): Faults {
  const maybe = (most: number): number => draw(chance, 2) === 0 ? 0 : between(chance, 1, most)
  return {
    lossPercent: maybe(25),
    duplicatePercent: maybe(25),
    replayPermille: maybe(300),
    delayTicksMax: 1 + maybe(draw(chance, 4) === 0 ? 40 : 10),
    diskTicksMax: maybe(8),
    diskHangPermille: maybe(3),
    crashPermille: maybe(8),
    downTicksMax: between(chance, 5, 150),
    damagePermille: maybe(4),
    cutPermille: maybe(15),
    oneWayPermille: maybe(15),
    cutTicksMax: between(chance, 10, 200),
    closeToldPercent: draw(chance, 3) * 50,
    changePermille: maybe(40),
    transferPermille: maybe(20),
    compactPermille: maybe(60)
  }
}
