/** The tree with a selector: those that are chosen, and whatever they stand on; nothing else. */
import type { Member, Resource } from '@hivemind/api'
import t from 'tap'
import { treeText, withAbove } from '../src/tree.ts'

const look = { columns: 80, colour: false, ascii: true, dates: 'age', now: 0, wide: false } as never
const member = (id: string): Member => ({ id, name: id, condition: 'alive', stopped: false }) as unknown as Member
const resource = (id: string, parent: string): Resource =>
  ({ id, kind: 'vm', name: id, keys: [], tags: {}, parent }) as unknown as Resource

t.test('what is chosen is shown with what it stands on', async t => {
  const members = [member('a'), member('b'), member('c')]
  const resources = [resource('web', 'b'), resource('shop', 'web'), resource('db', 'b'), resource('lone', '')]
  const lines = (...chosen: string[]): string[] =>
    treeText(look, ...withAbove(new Set(chosen), members, resources)).split('\n').map(line => line.trimEnd())
  t.same(lines('shop', 'c').map(line => line.replace(/ {2}up$/, '')), ['b', '  vm/web', '    vm/shop', 'c'])
  t.same(lines('lone'), ['vm/lone'])
  t.same(lines('a'), ['a  up'])
  t.same(lines(), ['no machines'])
})
