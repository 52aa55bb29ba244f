/**
 * The bugs that systems of this kind were seen to have, each of which must be planted here at least once.
 *
 * Pure. RF: Raft as written down and as implemented; D: disks; C: clients; M: members and what they say of themselves.
 * Collected from issue trackers, papers and Jepsen reports.
 */

export const ROWS = {
  RF1: 'a vote or term leaves before it is durable',
  RF2: 'term and vote are two writes, and a crash comes between them',
  RF3: 'a candidate does not record its own vote',
  RF4: 'an entry of an earlier term is committed by counting (Raft figure 8)',
  RF5: 'a change of voters begins before the leader committed in its term, or while another is under way',
  RF6: 'a configuration is in force when applied and not when appended; a joint one is left too early',
  RF7: 'the wrong configuration after a truncation or a snapshot',
  RF8: 'who is no voter is elected or counted',
  RF9: 'a member votes before it has caught up, or one that never answers raises the quorum',
  RF10: 'a read is served before the leader committed in its term',
  RF11: 'a late answer confirms a read that came after it was sent',
  RF12: 'a leader answers reads without asking whether it still leads',
  RF13: 'a lease outlives its promise: clocks, pauses, late words of a transfer',
  RF14: 'snapshots race with appends, with each other, or leave a gap',
  RF15: 'state and applied index disagree after a crash',
  RF16: 'voters wait for each other in pre-votes, and nobody leads',
  RF17: 'a node that comes back deposes a leader',
  RF18: 'a one-way or partial cut leaves the cluster without a leader for ever',
  RF19: 'a leader whose disk hangs stays in place',
  RF20: 'a removed node disturbs the cluster',
  RF21: 'a transfer of leadership stalls, goes to the wrong node, or leaves two leaders',
  RF22: 'a late acknowledgement of the disk counts for entries that replaced those written',
  RF23: 'committed or applied entries are truncated',
  RF24: 'a repeated or reordered message counts twice',
  RF25: 'a command that is tried again takes effect twice',
  RF26: 'replicas forget sessions, or judge time, each by its own clock',
  RF27: 'a command that is told to have failed takes effect later',
  RF28: 'replicas with the same log differ in state',
  RF29: 'a node that lost its disk votes again under its old identity',
  RF30: 'a node sleeps through what is due',
  RF31: 'a cluster at rest deposes its leader for the rest itself',
  D1: 'an acknowledgement leaves before the data is on the disk',
  D2: 'writing goes on after a failed sync',
  D3: 'a torn tail is taken for rot, or rot for a torn tail',
  D4: 'a full disk leaves half a write behind, or a commit index ahead of the log',
  D5: 'names of files are not durable, or files appear under their name before their content',
  D6: 'the old segment is not durable at a rotation',
  D7: 'what was read back after a crash is relied on before it is durable',
  D8: 'a damaged file makes a node delete or use what it should not',
  D9: 'a sector that belongs elsewhere or is stale is believed',
  C1: 'who lost a right acts on it: no fencing',
  C2: 'a stream of events skips, repeats or goes back',
  C3: 'a call has no deadline, or does not say whether something changed',
  C4: 'an agent without a quorum says that all is well',
  M1: 'one observer, or too few, take a member out',
  M2: 'an older word, or older facts, override newer ones; who is gone comes back',
  M3: 'whoever is slow itself blames others for it',
  M4: 'a member that is gone is found so late, or never',
  M5: 'facts are taken that nobody asked for, or that their origin did not sign',
  M6: 'what was lost on its way is never repaired',
  T1: 'work is done twice, out of its order, or never',
  T2: 'a time of a job counts twice, or is lost',
  T3: 'who does not hold a role any more acts as its holder'
} as const satisfies Readonly<Record<string, string>>

export type RowName = keyof typeof ROWS
