/**
 * Goal: whatever a file loses from some byte on, acknowledged entries are there or reported missing, and the vote is
 * never silently an older one. Method: the log of `writtenLog`, each file cut short or zeroed from every byte.
 */
import t from 'tap'
import { outcomeOf, writtenLog } from './fixtures/rot.ts'

const written = await writtenLog()

for (const [which, name] of [['sealed', written.sealed], ['active', written.active]] as const) {
  const whole = written.image.get(name) as Buffer
  for (const [how, spoil] of [
    ['cut short', (at: number) => whole.subarray(0, at)],
    ['zeroed', (at: number) => Buffer.concat([whole.subarray(0, at)], whole.length)]
  ] as const) {
    t.test(`the ${which} segment is ${how} from any byte`, async t => {
      const wrong: string[] = []
      const kinds = { whole: 0, damaged: 0, amnesia: 0 }
      for (let at = 0; at < whole.length; at++) {
        const outcome = await outcomeOf(written, name, spoil(at))
        kinds[outcome.kind]++
        if (outcome.wrong !== null) wrong.push(`from byte ${at}: ${outcome.kind}, ${outcome.wrong}`)
      }
      t.comment(kinds)
      t.strictSame(wrong, [])
      t.ok(kinds.damaged > 0, 'lost bodies are damage')
      t.equal(kinds.amnesia > 0, which === 'active', 'only the newest segment can take term and vote with it')
    })
  }
}

t.test('the log is all zeros', async t => {
  for (const name of [written.sealed, written.active]) {
    const { wrong } = await outcomeOf(written, name, Buffer.alloc(15_000)).catch(error => ({ wrong: String(error) }))
    t.equal(wrong, null, name)
  }
})
