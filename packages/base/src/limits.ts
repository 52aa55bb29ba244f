/**
 * Every limit of the system, with its reason. A limit that is not here does not exist.
 *
 * Pure.
 */
import { ticks } from './ids.ts'

export const LIMITS = {
  /** Voters at most: beyond seven every write waits for more disks and tolerates nothing a fleet needs. */
  votersMax: 7,
  /** Machines a cluster admits in this release: the log names them one by one. */
  membersMax: 10_000,
  /** A member's name: it becomes a DNS label, RFC 1035 2.3.4. */
  nameBytesMax: 63,
  /** Addresses one member may claim: dual stack on a few networks. */
  addressesMax: 8,
  addressBytesMax: 256,
  /** One event's type and JSON payload; larger things belong in a store, with their name in the log. */
  eventTypeBytesMax: 128,
  eventBytesMax: 1024 * 1024,
  /** Free text that people give as a reason. */
  reasonBytesMax: 1_024,
  /** One entry's payload as stored: an event plus its envelope. */
  entryBytesMax: 1024 * 1024 + 8 * 1024,
  /** Entries and bytes in one append to a follower: about 10 ms of a slow link. */
  appendEntriesMax: 1_024,
  appendBytesMax: 1024 * 1024,
  /** Appends in flight to one follower before the leader waits: hides a round trip, bounds memory. */
  appendsInFlightMax: 32,
  /** Proposals a leader holds that are not committed yet; more are refused with HIVE_BUSY. */
  proposalsPendingMax: 20_000,
  proposalBytesPendingMax: 64 * 1024 * 1024,
  /** Requests of local clients waiting on one agent. */
  requestsPendingMax: 20_000,
  /** Entries kept in memory behind a snapshot, so that a follower a little behind needs no snapshot. */
  logTrailingEntries: 2_000,
  /** A snapshot is taken after so many applied entries; a large state waits for more. */
  snapshotEveryEntries: 10_000,
  /** Client sessions remembered, and answers remembered in each: exactly-once reaches so far back. */
  sessionsMax: 10_000,
  sessionAnswersMax: 4_096,
  sessionBytesMax: 64,
  /** Join tokens and open or recent join requests kept in the applied state. */
  tokensMax: 10_000,
  joinRequestsMax: 10_000,
  /** Resources of the registry, and unique keys with those of the resources: both are in the memory of every member. */
  resourcesMax: 200_000,
  keysMax: 500_000,
  /** The definition of one resource, and of all together: with them a state stays below `stateBytesMax`. */
  definitionBytesMax: 16 * 1024,
  definitionBytesSumMax: 256 * 1024 * 1024,
  resourceKeysMax: 32,
  resourceTagsMax: 32,
  /** Kinds of resources that have a schema. */
  kindsMax: 256,
  /** Those that one role brings. */
  roleKindsMax: 16,
  /** Resources above one another: a machine, a vm, a process and a few more. */
  resourceLevelsMax: 16,
  /** Roles enabled in one cluster, members that one is meant for by name, and words in each list of a manifest. */
  rolesMax: 256,
  roleMembersMax: 1_000,
  roleWordsMax: 64,
  /** Templates of processes in one role, ports in one of them, and ports that are tried for each. */
  templatesMax: 16,
  endpointsMax: 8,
  portsTriedMax: 1_000,
  /** Processes of one member: each is a fact in the feed of its machine. Roles that one command gives it. */
  processesMax: 64,
  rolesAtOnceMax: 16,
  /** Tasks kept, open and over; targets of one, and of all together. Each is in the memory of every member. */
  tasksMax: 5_000,
  taskTargetsMax: 1_000,
  taskRowsMax: 100_000,
  /** Tasks kept after they are over, whatever their age. */
  tasksEndedMax: 1_000,
  /** What an action gives back, and why it failed: more belongs where the action leaves it, with its name here. */
  taskResultBytesMax: 1_024,
  taskProblemBytesMax: 512,
  taskTriesMax: 100,
  /** Attempts of a target that nobody knows the end of, after which it is given up: its action ends whoever runs it. */
  taskInterruptionsMax: 10,
  /** Jobs of cron, and ticks of each that are remembered. */
  jobsMax: 1_000,
  jobHistoryMax: 20,
  /** One frame on any stream: the largest append with its envelope. */
  frameBytesMax: 4 * 1024 * 1024,
  /** One frame of the join protocol, the only one that strangers reach. */
  joinFrameBytesMax: 16 * 1024,
  /** Bytes that may wait to be sent to one peer on one protocol before frames are dropped. */
  sendQueueBytesMax: 16 * 1024 * 1024,
  /** A chunk of an applied state on its way to a newcomer. */
  stateChunkBytes: 256 * 1024,
  stateBytesMax: 1024 * 1024 * 1024,
  /** Facts that one machine publishes on one topic, and their bytes: a holder of 10,000 such machines keeps 320 MB. */
  feedFactsMax: 256,
  /** Of these, what roles of a machine see of resources: their number, and the bytes of all. */
  observationsMax: 128,
  observationsBytesMax: 12 * 1024,
  feedBytesMax: 32 * 1024,
  /** A fact's name may hold a domain name, RFC 1035 2.3.4; its value is a record or a few. */
  feedKeyBytesMax: 320,
  feedValueBytesMax: 8 * 1024
} as const

/** Logical time. One tick is `tickMs` of the agent (20 ms as shipped), so these are 40 ms, 220 ms and so on. */
export const TIMES = {
  /** A leader tells its followers that it lives. */
  heartbeatTicks: ticks(2),
  /**
   * A leader that has nothing to do speaks less often, and its followers wait as much longer: for half a second nothing
   * was asked of it. It still has to hear each of them now and then (check-quorum), and often enough that SWIM need not
   * probe whom Raft has just heard.
   */
  calmTicks: ticks(5),
  calmAfterTicks: ticks(25),
  answerTicks: ticks(20),
  /**
   * Shortest silence after which a follower campaigns; the longest is half as much again. Raft 5.2. Long enough for a
   * leader that is busy for 150 ms, short enough for writes to go on 300 ms after a leader fell silent.
   */
  electionTicksMin: ticks(11),
  /** A leader that hears no quorum steps down; twice as late as its followers would campaign. */
  doubtTicks: ticks(22),
  /** A leader whose disk hangs steps down: later than the half second that a busy disk takes for one sync. */
  diskDoubtTicks: ticks(75),
  /**
   * A leader says only so often that entries are committed when it has nothing else to say: a single write is known
   * everywhere at once, and under a stream of writes the next one says it.
   */
  commitTicks: ticks(1),
  /**
   * Without a leader for so long the cluster is degraded. Longer than one election, shorter than a person's patience.
   */
  degradedTicks: ticks(60),
  /** A client's request that waits for a leader is given up after so long, unless it brought its own deadline. */
  requestTicks: ticks(500)
} as const
