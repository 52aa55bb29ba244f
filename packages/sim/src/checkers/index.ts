/** All checkers, fresh for one history. Pure. */
import type { Checker } from '../history.ts'
import { acknowledgedStays } from './acknowledged-stays.ts'
import { answersHold } from './answers-hold.ts'
import { commitNeverRegresses } from './commit-never-regresses.ts'
import { committedIsDurable } from './committed-is-durable.ts'
import { configurationsOverlap } from './configurations-overlap.ts'
import { disksRemember } from './disks-remember.ts'
import { durablePromises } from './durable-promises.ts'
import { eachTaskOnce } from './each-task-once.ts'
import { eachTickOnce } from './each-tick-once.ts'
import { electionSafety } from './election-safety.ts'
import { exactlyOnce } from './exactly-once.ts'
import { handedToWhomItFits } from './handed-to-whom-it-fits.ts'
import { leaderAppendOnly } from './leader-append-only.ts'
import { leaderCompleteness } from './leader-completeness.ts'
import { linearizable } from './linearizable.ts'
import { logMatching } from './log-matching.ts'
import { noTruncationBelowCommit } from './no-truncation-below-commit.ts'
import { oneHolderActs } from './one-holder-acts.ts'
import { readsAreFresh } from './reads-are-fresh.ts'
import { refusedStaysOut } from './refused-stays-out.ts'
import { removedStaysOut } from './removed-stays-out.ts'
import { repairsAreWhole } from './repairs-are-whole.ts'
import { stateMachineSafety } from './state-machine-safety.ts'
import { subscribersSeeAll } from './subscribers-see-all.ts'
import { votesElect } from './votes-elect.ts'

export const allCheckers = (): readonly Checker[] => [
  electionSafety(), leaderAppendOnly(), logMatching(), leaderCompleteness(), stateMachineSafety(),
  commitNeverRegresses(), committedIsDurable(), noTruncationBelowCommit(), durablePromises(), exactlyOnce(),
  answersHold(), refusedStaysOut(), readsAreFresh(), removedStaysOut(), configurationsOverlap(),
  disksRemember(), linearizable(), subscribersSeeAll(), votesElect(), acknowledgedStays(), handedToWhomItFits(),
  repairsAreWhole(), eachTaskOnce(), eachTickOnce(), oneHolderActs()
]
