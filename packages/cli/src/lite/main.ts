/**
 * The program `hivemind-lite`: binds a run to this process.
 *
 * Touches the process: its words, streams, signals and exit code.
 */
import { leave, thisWorld } from '../this-process.ts'
import { runLite } from './run.ts'

leave(await runLite(process.argv.slice(2), thisWorld()))
