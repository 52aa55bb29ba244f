/**
 * Who counts by the applied state, in Raft's words. Pure.
 */
import type { NodeId } from '@hivemind/base'
import type { Control } from '@hivemind/control'
import { type Configuration, membersOf, type SnapshotPoint, votersOf } from '@hivemind/raft'

/** The configuration that the applied entries ended with. */
export const appliedConfiguration = ({ voters, learners, outgoing }: Control): Configuration =>
  outgoing.length === 0 ? { voters, learners } : { voters, learners, outgoing }

/** Everyone whose vote counts; outgoing voters do until they are let go. */
export const appliedVoters = (control: Control): readonly NodeId[] => votersOf(appliedConfiguration(control))

export const isNamed = (configuration: Configuration, id: NodeId): boolean => membersOf(configuration).includes(id)

/** Where Raft's log begins for a node whose applied state is all it has. */
export const appliedPoint = (control: Control): SnapshotPoint =>
  ({ index: control.appliedIndex, term: control.appliedTerm, configuration: appliedConfiguration(control) })
