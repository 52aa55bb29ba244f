/** What other programs of the repository may use of the command line: its tables, its page, its run. */

export type { World } from './context.ts'
export { cliPage } from './docs.ts'
export { errors } from './errors.ts'
export { reference } from './help.ts'
export { run } from './run.ts'
