/** Refusals of a node as a whole. Pure. */
import { defineErrors, refusing, sharedErrors } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_DEGRADED: {
    about: 'The control plane has no quorum, so nothing can be changed; what is known is still served.',
    hint: 'Start the missing voters (hivemind cp peers), then try again.',
    exit: 7,
    status: 503,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_NOT_LEADER: {
    about: 'The agent that was asked does not lead (any more).',
    hint: 'Try again; the request finds the new leader by itself.',
    exit: 7,
    status: 503,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_TRANSFER_FAILED: {
    about: 'Leadership did not move within an election time-out.',
    hint: 'Check that the target is an up-to-date voter: hivemind cp peers.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_NOT_MEMBER: {
    about: 'This agent is not (yet) a member of a cluster.',
    hint: 'Wait for the join to finish: hivemind status.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_JOIN_WRONG_CLUSTER: {
    about: 'Two machines that speak to each other belong to different clusters.',
    hint: 'Join a peer of the right cluster, or start afresh with an empty --data-dir.',
    exit: 9,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_JOIN_AMNESIA: {
    about: 'A machine asks to join with the identity of a voter, so it has lost what that voter promised.',
    hint: 'Remove the old voter (hivemind cp remove NAME, hivemind node remove NAME), then join with an empty --data-dir.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_JOIN_UNTRUSTED: {
    about: 'The digest of an approval is not signed by a voter that the token names.',
    hint: 'Check the peer address and get a fresh token from the cluster you mean.',
    exit: 9,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_JOIN_DIVERGED: {
    about: 'What a newcomer was given is not what the voter has that let it in; nothing of it is used.',
    hint: 'Compare hivemind debug state on the members that the message names, and repair or replace the one that differs; then join again.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_JOIN_VERSION: {
    about: 'The newcomer runs a version that does not work together with the cluster\'s.',
    hint: 'Install the version of the cluster, then join again: hivemind version shows the one here.',
    exit: 9,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_JOIN_UNREACHABLE: {
    about: 'None of the given peers could be reached.',
    hint: 'Check the address and that the agent there runs: hivemind-lite status.',
    exit: 3,
    status: 503,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_EPOCH_STALE: {
    about: 'The machine comes back with the state of an earlier epoch.',
    hint: 'Move its data directory away and join again: hivemind join <peer> --token <token>. With members.stale=rejoin a machine that is no voter does so by itself.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_AGENT_CLONED: {
    about: 'Another agent runs with the same identity, and it was started later: this one is not to go on.',
    hint: 'Where the data directory was copied, delete the copy and join that machine as a new one. If this is the one that stays, stop the other agent, then start this one again.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_SURVIVORS: {
    about: 'The machines that are named cannot be the survivors of one cluster.',
    hint: 'Name each surviving machine of this cluster once; look at one with: hivemind recover inspect DIR.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_QUORUM: {
    about: 'A majority of the voters survives, so nothing is to be forced.',
    hint: 'Start their agents: they elect a leader by themselves. Then replace the lost one: hivemind cp remove NAME.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_DIVERGED: {
    about: 'Survivors hold different entries where they must hold the same; no choice among them is right.',
    hint: 'Keep all data directories and report this. Meanwhile name only the survivors that agree.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_MEMBER_CUT: {
    about: 'The machine was removed from the cluster; its identity is not heard any more.',
    hint: 'To come back, join again with an empty --data-dir and a new token.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_MEMBER_LEFT: {
    about: 'The machine has left the cluster.',
    hint: 'To come back, join again with an empty --data-dir.',
    exit: 79,
    status: 409,
    changed: 'no',
    retry: 'no'
  }
})

export const refuse = refusing({ ...sharedErrors, ...errors })
