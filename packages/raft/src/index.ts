export { isConfiguration, membersOf, stepToward, votersChanged, votersOf, votesIn } from './configuration.ts'
export type { Effect } from './effect.ts'
export { errors, refuse } from './errors.ts'
export type { Input, Message, Proposal } from './input.ts'
export { check } from './invariants.ts'
export { pass, quietFor } from './quiet.ts'
export { hasQuorum, quorumIndex, quorumSize } from './quorum.ts'
export type { Choices } from './start.ts'
export { start } from './start.ts'
export type {
  Configuration,
  Entry,
  HardState,
  Log,
  Progress,
  Raft,
  RaftTimes,
  Repair,
  SnapshotPoint,
  Standing
} from './state.ts'
export type { ProgressView, RaftView } from './status.ts'
export { configurationsAfter, entriesBetween, leaderOf, status, tailAfter, termAt } from './status.ts'
export { step } from './step.ts'
export type { TraceEntries, TraceEvent, TraceMark, TraceMessage, TraceRow } from './tracing.ts'
export { initialRow, markOf, transitions } from './tracing.ts'
