/**
 * Goal: a lab is never started over another, and only its own files are deleted. The whole lab, with real agents, is a
 * world test.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { choosePorts, planLab, readLab, wipeLab, writeLab } from '../src/lab/place.ts'
import { directory } from './directory.ts'
import { ran } from './running.ts'

t.test('a plan names voters first, each with its own directory and port', async t => {
  t.strictSame(planLab('/lab', 2, 1, [1, 2, 3]), [
    { name: 'a', part: 'voter', dataDir: '/lab/a', listen: '127.0.0.1:1' },
    { name: 'b', part: 'voter', dataDir: '/lab/b', listen: '127.0.0.1:2' },
    { name: 'c', part: 'member', dataDir: '/lab/c', listen: '127.0.0.1:3' }
  ])
})

t.test('ports are in a row from a base, or free and different', async t => {
  t.strictSame(await choosePorts(7400, 3), [7400, 7401, 7402])
  const free = await choosePorts(0, 5)
  t.equal(new Set(free).size, 5)
  t.ok(free.every(port => port > 0))
})

t.test('wiping deletes the lab\'s agents and nothing else', async t => {
  const outer = directory(t)
  const dir = join(outer, 'lab')
  mkdirSync(dir)
  mkdirSync(join(outer, 'outside'))
  const agents = [...planLab(dir, 1, 0, [1]), { name: '../outside', part: 'member' as const, dataDir: '/', listen: '' }]
  for (const name of ['a', 'mine']) mkdirSync(join(dir, name))
  writeLab(dir, { whole: true, startedAt: '', agents })
  wipeLab(dir, { whole: true, startedAt: '', agents })
  t.notOk(existsSync(join(dir, 'a')))
  t.ok(existsSync(join(dir, 'mine')))
  t.ok(existsSync(join(outer, 'outside')))
  t.equal(readLab(dir), null)
})

t.test('without a lab, down and status are exit 5', async t => {
  const dir = directory(t)
  for (const words of [['lab', 'down'], ['lab', 'status']]) {
    const { exit, err } = await ran([...words, '--dir', dir])
    t.equal(exit, 5)
    t.match(err, /HIVE_CLI_NO_LAB/)
  }
})

t.test('lab status of a stopped lab lists its agents and is exit 3', async t => {
  const dir = directory(t)
  writeLab(dir, { whole: true, startedAt: '', agents: planLab(dir, 1, 0, [1]) })
  writeFileSync(join(dir, 'lab.json.new'), 'left behind')
  const { exit, out } = await ran(['lab', 'status', '--dir', dir])
  t.equal(exit, 3)
  t.match(out, /a +voter +stopped/)
})
