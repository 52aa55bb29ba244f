/**
 * The program `hivemind-lite`: binds a run to this process.
 *
 * Touches the process: its words, streams, signals and exit code.
 */
import { leave, thisWorld } from '../this-process.ts'
import { runLite } from './run.ts'

// No top-level await: the launcher loads this by require, which is twice as fast.
void runLite(process.argv.slice(2), thisWorld()).then(leave)
