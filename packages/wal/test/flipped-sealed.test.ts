/**
 * Goal: one flipped bit anywhere never gives wrong content and never loses an acknowledged entry silently; where a
 * second copy exists (superblock, ring, term and vote) it loses nothing at all. The measure of LevelDB's failure.
 */
import t from 'tap'
import { flipEveryBit } from './fixtures/flips.ts'

t.setTimeout(240_000)
t.test('any bit of the sealed segment flips', t => flipEveryBit(t, 'sealed'))
