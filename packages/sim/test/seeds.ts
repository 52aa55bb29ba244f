/**
 * Seeds that once showed something, kept so that it stays away; and seeds that show what is rare.
 *
 * A seed means what it means only as long as worlds draw in the same order, so each line says what it showed.
 */
import type { WorldName } from '../src/index.ts'

interface Known { readonly world: WorldName, readonly seed: number, readonly showed: string }

export const REGRESSIONS: readonly Known[] = [
  { world: 'raft', seed: 7, showed: 'a truncation that reaches the disk late is of no committed entry' },
  { world: 'raft', seed: 4413, showed: 'a fetch reads history at a source whose disk is damaged a moment later' },
  { world: 'raft', seed: 4474, showed: 'who comes back with a later term costs an election' },
  { world: 'kernel', seed: 4517, showed: 'a damaged log holds, under the saved state, an entry that was replaced later' },
  { world: 'kernel', seed: 7006732, showed: 'who follows the log of a member that is no peer is not cut off' },
  { world: 'kernel', seed: 7006681, showed: 'a state from elsewhere no longer knows that somebody was removed' },
  { world: 'kernel', seed: 4005085, showed: 'a disk is lost while the third voter is on its way out' },
  { world: 'kernel', seed: 4005136, showed: 'a state from elsewhere holds a removal of an epoch ago' },
  { world: 'kernel', seed: 1001805, showed: 'the power goes while a log opens that a killed process left unsynced' },
  { world: 'kernel', seed: 900336, showed: 'a pull that is stopped before its turn to begin comes writes nothing' },
  { world: 'kernel', seed: 40955, showed: 'history of a broken pull gives way to the next one while the power goes' },
  { world: 'kernel', seed: 9720, showed: 'an operator who asks a member that is behind takes a voter too many' },
  { world: 'kernel', seed: 2459, showed: 'the only voter is not cut off, though it has applied nothing yet' },
  { world: 'raft', seed: 6001303, showed: 'a new quorum is brought a whole log, committed long ago, entry by entry' },
  { world: 'raft', seed: 1002903, showed: 'a leader may lead long before its log is committed, entry by entry' },
  { world: 'raft', seed: 6114, showed: 'a stopped process learns of the pause before it serves a read by its lease' },
  { world: 'kernel', seed: 13, showed: 'a tombstone is collected, and who was removed still hears so' },
  { world: 'kernel', seed: 6223, showed: 'who is counted no longer keeps entries that it knew committed in an earlier life' },
  { world: 'kernel', seed: 9331, showed: 'a damaged voter that has its history back votes' },
  { world: 'kernel', seed: 322, showed: 'who was on its way in when its disk was damaged asks again' },
  { world: 'kernel', seed: 3115, showed: 'a disk lies about the last write of a life, which no log can tell' },
  { world: 'tasks', seed: 168, showed: 'a voter with a longer log elects nobody: only a person brings that cluster back' }
]

/** What happens in one seed of twenty only, so that no run of the test is without it. */
export const RARE: readonly Known[] = [
  { world: 'kernel', seed: 94, showed: 'of two newcomers with a token for one, the second is fenced' }
]
