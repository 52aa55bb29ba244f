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
  /** The power goes for all machines at once. */
  readonly blackoutPermille: number
  readonly damagePermille: number
  readonly cutPermille: number
  readonly oneWayPermille: number
  readonly cutTicksMax: number
  /** How often the two ends of a cut or a dead machine's peers are told that a connection closed. */
  readonly closeToldPercent: number
  readonly changePermille: number
  readonly transferPermille: number
  readonly compactPermille: number
  /** A client hands in dozens of commands at once: more than an append takes. */
  readonly burstPermille: number
  readonly machine: MachineFaults
}

/** What goes wrong with machines whose disks are made of bytes and whose processes are whole: the kernel world. */
export interface MachineFaults {
  /** How many crashes are power cuts; the others kill the process only. */
  readonly powerPercent: number
  /** How many crashes come between two effects of a step, not between two steps. */
  readonly boundaryPercent: number
  /** The process is stopped and goes on later, as by SIGSTOP. */
  readonly pausePermille: number
  readonly pauseTicksMax: number
  /** A machine's clock goes faster or slower by at most so much. */
  readonly driftPercent: number
  /** The time of day jumps by up to an hour. */
  readonly clockJumpPermille: number
  readonly syncErrorPermille: number
  readonly fullPermille: number
  /** One machine's disk lies: so many of its writes are lost or go elsewhere, so many restarts find a flipped bit. */
  readonly strayPermille: number
  readonly rotPercent: number
  /** How many one-way cuts leave connections open. */
  readonly halfOpenPercent: number
  /** Of the batches that members fetch from one another, so many lack an entry. */
  readonly faultySourcePercent: number
}

const SOUND: MachineFaults = {
  powerPercent: 100, boundaryPercent: 0, pausePermille: 0, pauseTicksMax: 1, driftPercent: 0, clockJumpPermille: 0,
  syncErrorPermille: 0, fullPermille: 0, strayPermille: 0, rotPercent: 0, halfOpenPercent: 0,
  faultySourcePercent: 0
}

export const CALM: Faults = {
  lossPercent: 0,
  duplicatePercent: 0,
  replayPermille: 0,
  delayTicksMax: 1,
  diskTicksMax: 0,
  diskHangPermille: 0,
  crashPermille: 0,
  downTicksMax: 1,
  blackoutPermille: 0,
  damagePermille: 0,
  cutPermille: 0,
  oneWayPermille: 0,
  cutTicksMax: 1,
  closeToldPercent: 100,
  changePermille: 0,
  transferPermille: 0,
  compactPermille: 0,
  burstPermille: 0,
  machine: SOUND
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
    downTicksMax: draw(chance, 3) === 0 ? between(chance, 1, 5) : between(chance, 5, 150),
    blackoutPermille: draw(chance, 4) === 0 ? between(chance, 1, 4) : 0,
    damagePermille: maybe(4),
    cutPermille: maybe(15),
    oneWayPermille: maybe(15),
    cutTicksMax: between(chance, 10, 200),
    closeToldPercent: draw(chance, 3) * 50,
    changePermille: maybe(40),
    transferPermille: maybe(20),
    compactPermille: maybe(60),
    burstPermille: maybe(10),
    machine: SOUND
  }
}

export function drawMachineFaults (chance: Chance, { damagePermille }: Faults): MachineFaults {
  const maybe = (most: number): number => draw(chance, 2) === 0 ? 0 : between(chance, 1, most)
  const lies = damagePermille > 0
  return {
    powerPercent: draw(chance, 3) * 50,
    boundaryPercent: draw(chance, 3) * 50,
    pausePermille: maybe(3),
    pauseTicksMax: between(chance, 10, 300),
    driftPercent: maybe(20),
    clockJumpPermille: maybe(5),
    syncErrorPermille: maybe(3),
    fullPermille: maybe(2),
    strayPermille: lies ? between(chance, 5, 80) : 0,
    rotPercent: lies ? between(chance, 20, 80) : 0,
    halfOpenPercent: draw(chance, 3) * 50,
    faultySourcePercent: draw(chance, 5) === 0 ? between(chance, 1, 10) : 0
  }
}
