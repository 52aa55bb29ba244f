/** Selectors: what is read, what is chosen, what is refused. */
import t from 'tap'
import { readSelector, selects } from '../src/index.ts'

const chosen = (text: string, tags: Readonly<Record<string, string>>): boolean => {
  const selector = readSelector(text)
  if ('code' in selector) throw new Error(selector.message)
  return selects(selector, tags)
}

t.test('conditions are joined by "and"; a missing tag differs from every value', async t => {
  const tags = { zone: 'ams', env: '' }
  for (const good of ['', 'zone=ams', 'zone', 'zone!=fra', '!rack', 'rack!=7', 'env=', ' zone=ams , !rack ']) {
    t.ok(chosen(good, tags), good)
  }
  for (const bad of ['zone=fra', 'rack', '!zone', 'zone!=ams', 'zone=ams,rack=7', 'env=prod'])
    t.notOk(chosen(bad, tags), bad)
})

t.test('a tag that every object has by birth is not there', async t => {
  t.notOk(chosen('constructor', {}))
  t.ok(chosen('!constructor', {}))
})

t.test('what is no condition is named', async t => {
  for (const wrong of [',', 'Zone=a', 'a=b=c', 'zone==ams', '=x', '!', 'a b', Array(17).fill('a').join()]) {
    t.match(readSelector(wrong), { code: 'HIVE_SELECTOR' }, wrong)
  }
})
