/** The body of hivemind. Started as a process (main.ts), never imported by the command line. */
export { errors } from './errors.ts'
export type * from './node-port.ts'
