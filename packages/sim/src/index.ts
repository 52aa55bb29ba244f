export { allCheckers } from './checkers/index.ts'
export type { Checker, Failure, Mark, Seen } from './history.ts'
export {
  add, failureText, type Run, type RunChoices, run, type Summary, summary, WORLDS, type WorldName
} from './run.ts'
