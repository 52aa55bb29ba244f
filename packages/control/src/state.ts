/**
 * The applied state: what all committed entries together mean. Owned and mutated by `step.ts`; data only.
 *
 * Pure. Two nodes that applied the same entries have equal states, bit for bit; `hash` compares them.
 */
import type { ClusterId, Epoch, Fingerprint, Index, NodeId, Tags, Term, WallMs } from '@hivemind/base'
import type { CronJob } from './cron.ts'
import type { Accuser, Claim, RoleFact, TokenProof } from './envelope.ts'
import type { Schema } from './schema.ts'
import type { Target } from './task-facts.ts'
import type { LedgerRow, Task } from './task-state.ts'

export interface Member extends Claim {
  /** Whether the cluster wants it in the control plane; the configuration says whether it is. */
  readonly wanted: 'voter' | 'member'
  readonly role: string
  readonly joinedIndex: Index
  readonly joinedEpoch: Epoch
  readonly joinedAt: WallMs
  /** The life in which it said its addresses; absent while they are those it joined with (moving.ts). */
  readonly boot?: number
  /** Absent while it has none. */
  readonly tags?: Tags
  /** Since which entry it is to be emptied (draining.ts); absent when it is not. */
  readonly drainedIndex?: Index
}

/** A machine that is no longer a member. Its identity does not come back; kept for its own epoch and the one after. */
export interface Tombstone {
  readonly id: NodeId
  readonly name: string
  readonly how: 'left' | 'removed'
  readonly index: Index
  readonly epoch: Epoch
  readonly reason: string
}

/** The last time that a member could not be reached, and how that ended. */
export interface Failure {
  readonly id: NodeId
  readonly index: Index
  readonly at: WallMs
  /** The member's incarnation that it is about. */
  readonly incarnation: number
  /** Observers whose word was to be had, and those of them that accused it. */
  readonly observers: number
  readonly accusers: readonly Accuser[]
  /** It was stopped in good order. */
  readonly stopped?: true
  /** Null while it is unreachable. */
  readonly returned: { readonly index: Index, readonly at: WallMs, readonly incarnation: number } | null
}

/** A setting of the whole cluster that was set; its id is its key (settings.ts). */
export interface Setting {
  readonly id: string
  readonly value: string
  readonly index: Index
  readonly at: WallMs
}

export interface Token {
  readonly id: string
  readonly secretHash: string
  readonly role: string
  readonly usesLeft: number
  readonly uses: number
  readonly expiresAt: WallMs
  readonly voter: boolean
  readonly revoked: boolean
  readonly createdIndex: Index
}

export interface JoinRequest {
  readonly id: string
  readonly claim: Claim
  readonly voter: boolean
  readonly token: TokenProof | null
  readonly via: NodeId
  /** It comes in the place of the unreachable member that has its name (taking-over.ts). */
  readonly replaces?: true
  readonly status: 'waiting' | 'approved' | 'denied'
  /** Why it was denied; empty otherwise. */
  readonly code: string
  readonly message: string
  readonly requestedIndex: Index
  readonly requestedAt: WallMs
  readonly decidedIndex: Index
  readonly decidedBy: string
}

/** Something that the cluster knows by name: a vm, a process, a site, whatever a team calls a kind. */
export interface Resource {
  /** Never changes, and is never used again. */
  readonly id: string
  readonly kind: string
  /** Unique among those of its kind. */
  readonly name: string
  /** What is wanted of it. */
  readonly definition: Readonly<Record<string, unknown>>
  readonly tags: Tags
  /** Id of the resource or the member it stands on, or empty. */
  readonly parent: string
  /** Unique keys it was given, besides the one of its name. */
  readonly keys: readonly string[]
  /** Unique keys that follow from its definition, by its kind's schema; absent where none do. */
  readonly claims?: readonly string[]
  /** Rises by one with every change; whoever changes it names the one he saw. */
  readonly version: number
  readonly createdIndex: Index
  readonly createdAt: WallMs
  readonly changedIndex: Index
  readonly changedAt: WallMs
}

/** A kind of resources that has a schema. */
export interface Kind {
  /** Its name. */
  readonly id: string
  readonly schema: Schema
  /** The role that brought it; absent where a person defined it. */
  readonly role?: string
  /** Rises by one each time it is defined otherwise. */
  readonly revision: number
  readonly changedIndex: Index
  readonly changedAt: WallMs
}

/** A unique key and who has it: a resource, or a holder that goes by a text of its own. */
export interface KeyClaim {
  /** The key itself. */
  readonly id: string
  /** Id of a resource, or empty. */
  readonly resource: string
  /** Empty where a resource holds it. */
  readonly holder: string
  readonly index: Index
  readonly at: WallMs
}

/** A new version of a role on its way to its holders (updating.ts). */
export interface RoleUpdate {
  readonly to: RoleFact & Pick<Role, 'source'>
  /** The revision that the role will have. */
  readonly revision: number
  /** Those who have it already. */
  readonly done: readonly NodeId[]
  /** Whose turn it is, or empty. */
  readonly turn: NodeId | ''
  /** Where it did not work, and why; null while it goes on. */
  readonly failed: { readonly member: NodeId, readonly problem: string } | null
}

/** An enabled role. */
export interface Role extends RoleFact {
  /** Its name. */
  readonly id: string
  readonly source: { readonly type: 'path' | 'package', readonly at: string }
  /** Those it may run on; empty for all. */
  readonly members: readonly NodeId[]
  /** The account that its processes run as; absent for the agent's own. */
  readonly user?: string
  /** Rises by one each time it is enabled otherwise. */
  readonly revision: number
  readonly changedIndex: Index
  readonly changedAt: WallMs
  /** Index of its last grant, or of the entry that enabled it first. */
  readonly grantedIndex: Index
  /** Absent but while a new version is rolled out. */
  readonly update?: RoleUpdate
}

/** A member that holds a role which not all hold. */
export interface Grant {
  /** `role/member`. */
  readonly id: string
  readonly role: string
  readonly member: NodeId
  /** The fencing token: index of the entry that granted it. */
  readonly fence: Index
  readonly at: WallMs
}

export interface EpochChange {
  readonly epoch: Epoch
  readonly index: Index
  readonly at: WallMs
  readonly reason: string
  readonly actor: string
}

/** Answers to one client session, so that a repeated command has the first one's answer. Thesis 6.3. */
export interface Session {
  /** Log index of the last command; the least recently used session is forgotten first. */
  lastIndex: Index
  /** Sequence numbers at or below it are forgotten. */
  floor: number
  readonly answers: Map<number, SessionAnswer>
  /** The keys of `answers`, ascending. */
  readonly sequences: number[]
  /** How the fingerprints of its answers and its floor begin; follows from its name. */
  readonly begun: { readonly answer: Readonly<Fingerprint>, readonly floor: Readonly<Fingerprint> }
}

/** What became of a command: where it is, and the code it was refused with, or empty. */
export interface SessionAnswer {
  readonly index: Index
  readonly term: Term
  readonly epoch: Epoch
  readonly code: string
}

export interface Control {
  cluster: { readonly id: ClusterId, readonly name: string, readonly createdAt: WallMs } | null
  epoch: Epoch
  /** Count of forced recoveries and restores; fences Raft messages. */
  lineage: number
  /** Last applied entry. */
  appliedIndex: Index
  appliedTerm: Term
  voters: readonly NodeId[]
  learners: readonly NodeId[]
  /** The voters before, while several change at once (joint consensus); empty otherwise. */
  outgoing: readonly NodeId[]
  readonly members: Map<NodeId, Member>
  /** Unique claims of names. */
  readonly names: Map<string, NodeId>
  readonly tombstones: Map<NodeId, Tombstone>
  readonly failures: Map<NodeId, Failure>
  readonly tokens: Map<string, Token>
  readonly requests: Map<string, JoinRequest>
  readonly kinds: Map<string, Kind>
  readonly resources: Map<string, Resource>
  readonly keys: Map<string, KeyClaim>
  readonly settings: Map<string, Setting>
  readonly roles: Map<string, Role>
  readonly grants: Map<string, Grant>
  readonly tasks: Map<string, Task>
  readonly ledger: Map<string, LedgerRow>
  readonly jobs: Map<string, CronJob>
  /** Follows from the tasks: those that are open or hold their queue, by their order, with their open targets. */
  readonly pending: Map<string, Set<Target>>
  /** Follows from the resources: the ids of those that stand on each parent (below.ts). */
  readonly below: Map<string, Set<string>>
  /** Bytes of the definitions of all resources together, which follows from them. */
  definitionBytes: number
  readonly epochs: EpochChange[]
  readonly sessions: Map<string, Session>
  eventCount: number
  unknownCount: number
  /** Sum of the fingerprints of all records above; equal on all replicas at equal `appliedIndex`. */
  readonly hash: Fingerprint
}
