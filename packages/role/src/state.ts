/**
 * What a role sees of the applied state: the parts that its manifest watches.
 *
 * Pure data. Rows are in the order in which the log last touched them.
 */

export interface MemberRow {
  readonly id: string
  readonly name: string
  readonly addresses: readonly string[]
  /** What the log says; a role sees a machine come and go, not every missed probe. */
  readonly reachable: boolean
}

export interface ResourceRow {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly definition: Readonly<Record<string, unknown>>
  readonly tags: Readonly<Record<string, string>>
  readonly parent: string
  readonly keys: readonly string[]
  readonly version: number
}

/** What one member's role says on a topic: all of it that holds now. */
export interface FeedRow {
  readonly topic: string
  /** Id of the member that says it. */
  readonly origin: string
  /** Number of its life, and of what it said last in it: what is newer has a larger pair. */
  readonly boot: number
  readonly seq: number
  /** When it said that, in wall-clock milliseconds of its own clock. */
  readonly at: number
  readonly facts: Readonly<Record<string, unknown>>
}

/** The member that the role runs on. */
export interface Self { readonly id: string, readonly name: string }

export interface RoleState {
  readonly self: Self
  readonly members: readonly MemberRow[]
  readonly resources: readonly ResourceRow[]
  /** What is said on the topics that it watches; the newest that is known here of each member. */
  readonly feeds: readonly FeedRow[]
  /** There is no quorum: members and resources are as they were when it was lost. */
  readonly degraded: boolean
}

/** Where a write landed. */
export interface Place { readonly index: number, readonly term: number, readonly epoch: number }

/** What a role can write, each as the log names it. */
export interface RoleFacts {
  'event-appended': { readonly event: string, readonly payload: unknown }
  'resource-created': WantedRow & { readonly id: string, readonly kind: string }
  'resource-changed': WantedRow & { readonly id: string, readonly from: number }
  'resource-removed': { readonly id: string, readonly from: number }
  'key-claimed': { readonly key: string, readonly holder: string }
  'key-released': { readonly key: string, readonly holder: string }
}
export type WantedRow = Omit<ResourceRow, 'id' | 'kind' | 'version'>
export type RoleFact = {
  [Type in keyof RoleFacts]: { readonly type: Type, readonly body: RoleFacts[Type] }
}[keyof RoleFacts]
