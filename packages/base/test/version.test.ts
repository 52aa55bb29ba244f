import t from 'tap'
import { versionsFit } from '../src/index.ts'

t.test('versions fit when nothing between them may break', async t => {
  const pairs = [['0.1.0', '0.1.0'], ['0.1.0', '0.1.9'], ['1.0.0', '1.7.3'], ['2.3.4-rc.1', '2.0.0']] as const
  for (const [one, other] of pairs) t.ok(versionsFit(one, other), `${one} and ${other}`)
})

t.test('others do not', async t => {
  for (const [one, other] of [['0.1.0', '0.2.0'], ['1.0.0', '2.0.0'], ['0.1.0', '1.1.0'], ['1.0.0', '10.0.0']] as const)
    t.notOk(versionsFit(one, other), `${one} and ${other}`)
})

t.test('what is no version fits none, not even itself', async t => {
  for (const text of ['', '1', 'v1.0.0', '01.0.0', 'latest', `${'9'.repeat(40)}.0.0`])
    t.notOk(versionsFit(text, text), text)
})
