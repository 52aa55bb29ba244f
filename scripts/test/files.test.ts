/** Paths of a small repository are selected: quick tests first, those that start agents apart. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { missing, select } from '../testing/files.ts'

const paths = [
  'packages/raft/test/a.test.ts', 'packages/raft/test/deep/b.test.ts', 'packages/raft/test/harness.ts',
  'packages/net/test/c.test.ts', 'packages/net/src/d.test.ts', 'packages/net/test/dist/e.test.ts',
  'scripts/test/f.test.ts', 'scripts/test/g.world.test.ts', 'test/h.test.ts', 'test/fleet.ts'
]

t.test('all tests are found, and the ones that start agents apart', async t => {
  const root = repository(t.testdir())
  t.same(select(root, []), {
    fast: [
      'packages/net/test/c.test.ts', 'packages/raft/test/a.test.ts', 'packages/raft/test/deep/b.test.ts',
      'scripts/test/f.test.ts'
    ],
    world: ['scripts/test/g.world.test.ts', 'test/h.test.ts']
  })
})

t.test('a path selects what is below it, once', async t => {
  const root = repository(t.testdir())
  t.same(select(root, ['packages/raft/', 'packages/raft/test/a.test.ts']), {
    fast: ['packages/raft/test/a.test.ts', 'packages/raft/test/deep/b.test.ts'], world: []
  })
  t.same(select(root, ['test/h.test.ts']).world, ['test/h.test.ts'])
})

t.test('a path that does not exist is named, so that no misspelt run passes', async t => {
  t.same(missing(repository(t.testdir()), ['packages/raftt', 'packages/raft']), ['packages/raftt'])
})

function repository (root: string): string {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  return root
}
