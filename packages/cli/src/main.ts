/**
 * The program `hivemind`: binds a run to this process.
 *
 * Touches the process: its words, streams, signals and exit code.
 */
import { run } from './run.ts'
import { leave, thisWorld } from './this-process.ts'

// No top-level await: the launcher loads this by require, which is twice as fast.
void run(process.argv.slice(2), thisWorld()).then(leave)
