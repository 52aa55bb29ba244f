/**
 * The entry envelope and every fact it can carry: what the log says happened.
 *
 * Pure. Types are past participles, because the log tells what happened. A type this release does not know is
 * kept, reported and never guessed at.
 */
import type { ClusterId, Epoch, Index, NodeId, Tags, WallMs } from '@hivemind/base'
import type { CronFacts } from './cron-facts.ts'
import type { ProcessFacts, ProcessTemplate } from './process-facts.ts'
import type { ActionFact, TaskFacts } from './task-facts.ts'

/** What a machine claims of itself when it joins. The id is proved by the connection, the rest is a claim. */
export interface Claim {
  readonly id: NodeId
  /** Lower-case DNS label, unique in the cluster. RFC 1035 2.3.1. */
  readonly name: string
  /** `host:port` or multiaddr texts that peers can dial. */
  readonly addresses: readonly string[]
  /** Version of the software, for people and upgrade plans. */
  readonly version: string
}

/** Proof of holding a join token: its public id and the SHA-256 of its secret, hexadecimal. */
export interface TokenProof { readonly id: string, readonly secretHash: string }

/** One observer's evidence against a member, at the time it was decided upon. */
export interface Accuser {
  readonly id: NodeId
  /** Probes missed since it was last heard. */
  readonly missed: number
  /** Others that were asked to probe it and heard nothing either. */
  readonly denied: number
  readonly silentTicks: number
  /** Whether the observer's connection to it was open. */
  readonly connected: boolean
}

/** What somebody wants of a resource. */
export interface Wanted {
  readonly name: string
  readonly definition: Readonly<Record<string, unknown>>
  readonly tags: Tags
  /** Id of a resource or a member, or empty. */
  readonly parent: string
  readonly keys: readonly string[]
}

/** A kind that a role brings, with its schema. */
export interface KindFact { readonly kind: string, readonly schema: Readonly<Record<string, unknown>> }

/** What the log knows of a role: its manifest, as far as others have to act upon it. */
export interface RoleFact {
  readonly version: string
  /** How many members hold it at once; 0 when all do that it is meant for. */
  readonly holders: number
  /** Capabilities, such as `dns.records/1`: those it has, needs of others to run, and needs to begin. */
  readonly performs: readonly string[]
  readonly requires: readonly string[]
  readonly bootstrapRequires: readonly string[]
  /** What its holders do without a quorum. */
  readonly degraded: 'continue' | 'stop'
  /** What it is told of the applied state; `*` stands for all kinds. */
  readonly watches: {
    readonly members: boolean
    readonly resources: readonly string[]
    /** Topics of feeds: its holders have the facts of everybody who publishes one. Absent for none. */
    readonly feeds?: readonly string[]
  }
  /** Topics of feeds that its members say something on, each for its own machine. Absent for none. */
  readonly publishes?: readonly string[]
  /** Kinds of resources of which its members say what they see; `*` stands for all. Absent for none. */
  readonly observes?: readonly string[]
  /** What it may write: names of events, kinds of resources, families of keys; `*` stands for all. */
  readonly proposes: {
    readonly events: readonly string[]
    readonly resources: readonly string[]
    readonly keys: readonly string[]
  }
  readonly config: Readonly<Record<string, unknown>>
  /** What it can be asked to do; absent where there is nothing. */
  readonly actions?: readonly ActionFact[]
  /** What its processes are made from; absent where it has none. */
  readonly processes?: readonly ProcessTemplate[]
  /** Kinds of resources that it brings; absent where it brings none. */
  readonly kinds?: readonly KindFact[]
}

/**
 * A role is enabled, or enabled anew otherwise. `members` empty means all; `from` is the revision it was changed from.
 */
export interface RoleEnabled extends RoleFact {
  readonly role: string
  readonly source: { readonly type: 'path' | 'package', readonly at: string }
  readonly members: readonly NodeId[]
  /** The account that its processes run as; absent for the agent's own. */
  readonly user?: string
  readonly from: number
}

/** Every fact this release knows, by entry type. */
export interface Facts extends TaskFacts, CronFacts, ProcessFacts {
  /** First entry of every log. The founder is the only voter. */
  'cluster-created': { readonly cluster: ClusterId, readonly name: string, readonly founder: Claim }
  /**
   * A Raft configuration change; the envelope of entries of kind `configuration`. `outgoing` while several voters
   * change at once.
   */
  'voters-changed': {
    readonly voters: readonly NodeId[]
    readonly learners: readonly NodeId[]
    readonly outgoing?: readonly NodeId[]
  }
  /** The cluster wants this member in the control plane, or no longer; the leader settles the configuration. */
  'voter-wanted': { readonly member: NodeId }
  'voter-unwanted': { readonly member: NodeId }
  /** Both wishes at once: `by` votes from the moment that `member` does not. */
  'voter-replaced': { readonly member: NodeId, readonly by: NodeId }
  'token-created': {
    readonly id: string
    readonly secretHash: string
    readonly role: string
    readonly uses: number
    readonly expiresAt: WallMs
    readonly voter: boolean
  }
  'token-revoked': { readonly id: string }
  'join-requested': {
    readonly request: string
    readonly claim: Claim
    readonly voter: boolean
    readonly token: TokenProof | null
    readonly via: NodeId
    /** The newcomer takes over its name from an unreachable member, which is removed with the approval. */
    readonly replaces?: true
  }
  'join-approved': { readonly request: string, readonly by: 'token' | 'operator' }
  'join-denied': { readonly request: string, readonly code: string, readonly message: string }
  'member-left': { readonly member: NodeId }
  /** With `failed` only while it is unreachable since that entry: so the leader removes who stays away. */
  'member-removed': { readonly member: NodeId, readonly failed?: Index }
  /** More than half of a member's observers that the leader hears cannot reach it, as of an incarnation of it. */
  'member-failed': {
    readonly member: NodeId
    readonly incarnation: number
    /** Observers whose word was to be had. */
    readonly observers: number
    readonly accusers: readonly Accuser[]
    /** Most of them heard it say that it stops, and it did not come back in time. */
    readonly stopped?: true
  }
  /** It is heard again, at a higher incarnation. */
  'member-returned': { readonly member: NodeId, readonly incarnation: number }
  /** A member is reached elsewhere: its own signed word, numbered by its life (moving.ts). */
  'member-moved': {
    readonly member: NodeId
    readonly boot: number
    readonly addresses: readonly string[]
    readonly version: string
    /** Ed25519 of the member over its whereabouts, hexadecimal. */
    readonly signature: string
  }
  'member-renamed': { readonly member: NodeId, readonly name: string }
  /** Tags of a machine by which it is chosen: some are put, some dropped, the others stay. */
  'member-tagged': { readonly member: NodeId, readonly put: Tags, readonly drop: readonly string[] }
  /** A setting of the whole cluster (settings.ts); null brings back its standard. */
  'setting-changed': { readonly key: string, readonly value: string | null }
  /** `from` guards against bumping twice by a repeated command. */
  'epoch-bumped': { readonly from: Epoch }
  /**
   * The cluster goes on without a quorum, by an operator's decree; written to one disk, never proposed. The entry
   * before it makes `survivor` the only voter. `plan` is the SHA-256 of what was decided by.
   */
  'cluster-recovered': {
    readonly how: 'recovery' | 'restore'
    readonly plan: string
    /** The epoch that ends, and the lineage that begins. */
    readonly from: Epoch
    readonly lineage: number
    readonly survivor: Claim
    /** Members that are to vote, and those that are lost: their identities do not come back. */
    readonly voters: readonly NodeId[]
    readonly lost: readonly NodeId[]
  }
  /** All of a resource's keys, the one of its name with them, are claimed with it, or nothing is. */
  'resource-created': Wanted & { readonly id: string, readonly kind: string }
  /** All of what is wanted, anew. `from` is the version it was changed from. */
  'resource-changed': Wanted & { readonly id: string, readonly from: number }
  'resource-removed': { readonly id: string, readonly from: number }
  /** Resources of a kind are judged by a schema from here on. `from` is the revision it was changed from. */
  'kind-defined': {
    readonly kind: string
    readonly schema: Readonly<Record<string, unknown>>
    readonly from: number
  }
  'kind-removed': { readonly kind: string, readonly from: number }
  'key-claimed': { readonly key: string, readonly holder: string }
  'key-released': { readonly key: string, readonly holder: string }
  'role-enabled': RoleEnabled
  'role-disabled': { readonly role: string, readonly from: number }
  /** The leader makes a member a holder, in the place of another one or of none. `after` is the grant before. */
  'role-granted': {
    readonly role: string
    readonly member: NodeId
    readonly replaces: NodeId | ''
    readonly after: Index
  }
  /** A new version of a role is rolled out, one holder after the other. `from` is the revision it was changed from. */
  'role-update-begun': RoleFact & {
    readonly role: string
    readonly source: { readonly type: 'path' | 'package', readonly at: string }
    readonly from: number
  }
  /** The member whose turn it is says that the new version works there, or why it does not. */
  'role-update-reported': {
    readonly role: string
    readonly member: NodeId
    readonly revision: number
    readonly problem: string
  }
  /** A person lets an update go on, or ends it: the version before is the one then, everywhere. */
  'role-update-decided': { readonly role: string, readonly revision: number, readonly go: boolean }
  /** A holder writes something that its manifest declared, under its fence. */
  'role-wrote': {
    readonly role: string
    readonly member: NodeId
    readonly fence: Index
    readonly fact: { [Type in WrittenByRoles]: { readonly type: Type, readonly body: Facts[Type] } }[WrittenByRoles]
  }
  /** A client's own typed JSON event. */
  'event-appended': { readonly event: string, readonly payload: unknown }
}
export type FactType = keyof Facts

/** Facts that a role can write. */
export type WrittenByRoles =
  | 'event-appended' | 'resource-created' | 'resource-changed' | 'resource-removed' | 'key-claimed' | 'key-released'

/** Who, why and when, around one fact. Frozen early: fields are only ever added. */
export interface Envelope<Type extends string = string, Body = unknown> {
  readonly type: Type
  /** Version of the body's shape, 1 for all of the above. */
  readonly version: number
  /** Unlikely-to-meet hexadecimal name of the change, returned to the caller. */
  readonly txid: string
  /** Who asked: `operator`, `node:<name>`, `client:<text>`, `leader`. */
  readonly actor: string
  /** Index or txid of the entry that caused this one; empty for none. */
  readonly cause: string
  /** A person's words, or empty. */
  readonly reason: string
  /** W3C trace id, or empty. */
  readonly trace: string
  /** Stamped by the leader when it appended; apply uses no other time. */
  readonly at: WallMs
  /** Client session and its sequence number (thesis 6.3), or empty and 0. */
  readonly session: string
  readonly sequence: number
  readonly body: Body
}

export type KnownEnvelope = { [Type in FactType]: Envelope<Type, Facts[Type]> }[FactType]

/** A fact on its way to the leader, which stamps `at` and gives it its place. */
export type Draft = Omit<Envelope, 'at'>
