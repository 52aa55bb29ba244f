export { allCheckers } from './checkers/index.ts'
export type { Checker, Failure, Mark, Seen } from './history.ts'
export { isLinearizable, type Model, type Operation } from './linearize.ts'
export {
  type Link, linksOf, PROGRESS_TICKS, type Progress, randomCuts, someoneConnects, underCuts
} from './raft/cuts.ts'
export {
  add, failureText, type Run, type RunChoices, run, type Summary, summary, WORLDS, type WorldName
} from './run.ts'
export { runSwim, type ScenarioSummary, type Spread, type SwimChoices, swimText } from './swim/run.ts'
export { liveThrough, type Outcome, SCENARIO_NAMES } from './swim/scenarios.ts'
