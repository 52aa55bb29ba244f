/**
 * Failure detection among the peers that an agent watches. Read in this order: state.ts, input.ts, effect.ts, step.ts,
 * then probing.ts (whom to ask) and suspicion.ts (what silence means).
 */
export type { Effect, Evidence } from './effect.ts'
export type { Input, SwimMessage } from './input.ts'
export { ACK_TIMEOUT_TICKS, PROBE_PERIOD_TICKS } from './probing.ts'
export { start } from './start.ts'
export { type Condition, conditionOf, type Swim, type Watched } from './state.ts'
export { step } from './step.ts'
export { SUSPECT_PROBES_PER_TICK, SUSPICION_PERIODS, suspicionTicks } from './suspicion.ts'
