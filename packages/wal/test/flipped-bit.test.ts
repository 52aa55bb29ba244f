/**
 * Goal: one flipped bit anywhere never gives wrong content and never loses an acknowledged entry silently; where a
 * second copy exists (superblock, ring, term and vote) it loses nothing at all. The measure of LevelDB's failure.
 */
import t from 'tap'
import { interestingBytes, outcomeOf, writtenLog } from './fixtures/rot.ts'

const written = await writtenLog()
const RECORDS_AT = 8192 + 8 * 128

for (const [which, name] of [['sealed', written.sealed], ['active', written.active]] as const) {
  t.test(`any bit of the ${which} segment flips`, async t => {
    const whole = written.image.get(name) as Buffer
    const wrong: string[] = []
    const kinds = { whole: 0, damaged: 0, amnesia: 0 }
    for (const at of interestingBytes(whole)) {
      for (let bit = 0; bit < 8; bit++) {
        const spoilt = Buffer.from(whole)
        spoilt[at] = (spoilt[at] ?? 0) ^ (1 << bit)
        const outcome = await outcomeOf(written, name, spoilt)
        kinds[outcome.kind]++
        if (outcome.wrong !== null) wrong.push(`bit ${bit} of byte ${at}: ${outcome.kind}, ${outcome.wrong}`)
        if (at < RECORDS_AT && outcome.kind !== 'whole')
          wrong.push(`bit ${bit} of byte ${at}: ${outcome.kind} in spite of a second copy`)
      }
    }
    t.comment(kinds)
    t.strictSame(wrong, [])
    t.equal(kinds.amnesia, 0, 'term and vote exist twice')
    t.ok(kinds.damaged > 0, 'a payload exists once')
  })
}
