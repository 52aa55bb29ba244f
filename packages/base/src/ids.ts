/**
 * Identities and units as branded types, so a count can never be passed where a time is due.
 *
 * Pure.
 */

/** The text form of a libp2p PeerId (Ed25519): who a machine is, whatever its name or address. */
export type NodeId = string & { readonly unit: 'node-id' }
/** Random text that tells one cluster from another; made once by `init`. */
export type ClusterId = string & { readonly unit: 'cluster-id' }
/** Number of a Raft election period. Raft 5.1. */
export type Term = number & { readonly unit: 'term' }
/** Position in the replicated log; the first entry has index 1, 0 means "before the log". Raft 5.3. */
export type Index = number & { readonly unit: 'index' }
/** The era of the cluster; rises on tombstone collection, operator bump, forced recovery, restore. */
export type Epoch = number & { readonly unit: 'epoch' }
/** A count of logical time units; the agent decides how many milliseconds one lasts. */
export type Ticks = number & { readonly unit: 'ticks' }
/** Wall-clock milliseconds since 1970, stamped by a leader; never used to order anything. */
export type WallMs = number & { readonly unit: 'wall-ms' }

export const nodeId = (text: string): NodeId => text as NodeId
export const clusterId = (text: string): ClusterId => text as ClusterId
export const term = (count: number): Term => count as Term
export const index = (count: number): Index => count as Index
export const epoch = (count: number): Epoch => count as Epoch
export const ticks = (count: number): Ticks => count as Ticks
export const wallMs = (count: number): WallMs => count as WallMs
