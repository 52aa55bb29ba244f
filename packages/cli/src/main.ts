/**
 * The program `hivemind`: binds a run to this process.
 *
 * Touches the process: its words, streams, signals and exit code.
 */
import { run } from './run.ts'
import { leave, thisWorld } from './this-process.ts'

leave(await run(process.argv.slice(2), thisWorld()))
