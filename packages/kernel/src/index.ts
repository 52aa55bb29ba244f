export { isDegraded } from './asking.ts'
export type * from './effect.ts'
export { errors } from './errors.ts'
export type * from './input.ts'
export { waitsToBegin } from './lacking.ts'
export type * from './message.ts'
export { stamp } from './peering.ts'
export { QUIET_TICKS_MAX, quietFor } from './quiet.ts'
export {
  planRecovery,
  type RecoveryPlan,
  type Replaced,
  type ReportedEntry,
  type SurvivorReport
} from './recovery.ts'
export { keeperOf } from './sources.ts'
export { type Choices, foundingEntries, type Started, startKernel } from './start.ts'
export type { Kernel } from './state.ts'
export { step } from './step.ts'
export type * from './tools.ts'
export type * from './view.ts'
export { bearing, view } from './viewing.ts'
