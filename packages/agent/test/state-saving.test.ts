/**
 * Goal: the newest state on disk is never older than the one a pull installed.
 * Method: a real database; the installing write is still under way when the older state comes.
 */
import { index, term } from '@hivemind/base'
import t from 'tap'
import { StateSaving } from '../src/state-saving.ts'
import { newDb } from './fixtures/disk.ts'

const state = (at: number) => ({ index: index(at), term: term(1), bytes: new Uint8Array([at]) })

t.test('a state that was overtaken by an installed one is not saved', async t => {
  const db = await newDb(t)
  const states = new StateSaving(db)
  const installing = states.install(state(50))
  t.equal(await states.take(state(20)), false)
  await installing
  t.equal((await db.loadSnapshot())?.index, 50)
  t.equal(await states.take(state(60)), true, 'later ones are')
  t.equal((await db.loadSnapshot())?.index, 60)
})

t.test('an installed state counts even where the disk holds a newer one', async t => {
  const db = await newDb(t)
  const states = new StateSaving(db)
  t.equal(await states.take(state(90)), true)
  await states.install(state(5))
  t.equal(await states.take(state(7)), true)
  t.equal((await db.loadSnapshot())?.index, 7)
})
