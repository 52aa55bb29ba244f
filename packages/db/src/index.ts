/**
 * What can be rebuilt. Read in this order: db.ts (what is kept), store.ts (the directory), snapshots.ts,
 * event-index.ts, sealed.ts (why nothing that comes back is wrong).
 */
export { type Db, openDb } from './db.ts'
export { errors } from './errors.ts'
export type { EventRow } from './event-index.ts'
export type { Snapshot } from './snapshots.ts'
