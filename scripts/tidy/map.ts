/**
 * The map of docs/architecture.md as data: which room may import which, and which rooms only decide.
 *
 * Pure.
 */

/** Rooms of ours that each room may import. What is not listed is not allowed: a new room gets its line here first. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  raft: ['base'],
  swim: ['base'],
  control: ['base'],
  feed: ['base'],
  kernel: ['base', 'raft', 'swim', 'control', 'feed'],
  wire: ['base', 'raft', 'swim', 'control', 'feed', 'kernel'],
  wal: ['base'],
  db: ['base'],
  net: ['base'],
  role: ['base'],
  api: ['base'],
  agent: ['base', 'raft', 'swim', 'control', 'feed', 'kernel', 'wire', 'wal', 'db', 'net', 'role', 'api'],
  // The command line starts the agent's program; it never imports it.
  cli: ['base', 'api'],
  // The log's bytes are the one part of the world that is simulated as it is, over a disk that is not real; of messages
  // it knows the length.
  sim: ['base', 'raft', 'swim', 'control', 'feed', 'kernel', 'wal', 'wire'],
  ui: ['api']
}

/** Rooms that a package.json may name without importing them, with the reason. */
export const MAY_NAME: Readonly<Record<string, readonly string[]>> = {
  cli: ['agent', 'role'],
  // Roles that are shipped with the agent: their code runs in processes of their own.
  agent: ['role-dns', 'role-host']
}

/** A role sees the SDK and nothing else of ours. */
const ROLE_MAY_IMPORT: readonly string[] = ['role']

export const roomsBelow = (room: string): readonly string[] | undefined =>
  room.startsWith('role-') ? ROLE_MAY_IMPORT : MAY_IMPORT[room]

/** Rooms that hold no clock, socket, disk, promise or randomness but what they are handed. */
export const DECIDING: readonly string[] = ['base', 'raft', 'swim', 'control', 'feed', 'kernel']
