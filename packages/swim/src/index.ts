/**
 * Failure detection among the peers that an agent watches. Read in this order: state.ts, input.ts, effect.ts,
 * step.ts; then slice.ts (whom it watches), probing.ts (whom it asks), relaying.ts (and through whom), suspicion.ts
 * (what silence means), telling.ts and updates.ts (what others are told and believed), standing.ts (which word holds).
 */
export type { Effect, Evidence } from './effect.ts'
export { HEALTH_WORST } from './health.ts'
export { ANSWERS_MAX, BOOTS_MAX, INCARNATION_MAX } from './incarnation.ts'
export type { Input, SwimMessage } from './input.ts'
export {
  type Accusation, AGAIN_TICKS, accusationsOf, decided, forgetAll, forgetGone, forgetOld, type Judging, questions,
  REPORT_TICKS, record, type Verdict
} from './judging.ts'
export { ACK_TIMEOUT_TICKS, PROBE_PERIOD_TICKS } from './probing.ts'
export { pass, quietFor } from './quiet.ts'
export { RELAYS_MAX, SCOUTS } from './relaying.ts'
export { follow, noRings, OBSERVERS, observedBy, observersOf, type Rings, SMALL } from './slice.ts'
export { compare, joined, type Standing, WORDS, type Word } from './standing.ts'
export { start } from './start.ts'
export { type Condition, conditionOf, type Swim, type Update, type Watched } from './state.ts'
export { step } from './step.ts'
export { hasFailed, isStopped, STOPPED_TICKS } from './stopping.ts'
export { evidenceOf, SUSPECT_PROBES_PER_TICK, SUSPICION_TICKS, suspicionTicks } from './suspicion.ts'
export { UPDATES_MAX } from './telling.ts'
