/** Every known failure of other Rafts has a row in docs/raft.md, and the tests that it names are there. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const ROWS = 29

/** `text/x.txt` and `raft/x.ts` are this package's, `test/x.ts` the root's, all others by their package. */
function pathOf (name: string): string {
  const [where = '', ...rest] = name.split('/')
  if (where === 'text') return `${root}packages/raft/test/${name}`
  return where === 'test' ? root + name : `${root}packages/${where}/test/${rest.join('/')}`
}

t.test('each row names tests that exist', async t => {
  const rows = new Map(readFileSync(`${root}docs/raft.md`, 'utf8').split('\n')
    .map(line => /^\| (RF\d+) \| .+ \| (.+) \|$/.exec(line)).filter(found => found !== null)
    .map(([, row = '', tests = '']) => [row, tests]))
  t.same([...rows.keys()], Array.from({ length: ROWS }, (_, at) => `RF${at + 1}`))
  for (const [row, tests] of rows) {
    const files = tests.match(/[a-z]+\/[a-z0-9./-]+\.(txt|ts)/g) ?? []
    const checkers = (/\bsim (.+)$/.exec(tests)?.[1] ?? '').split(', ').filter(Boolean)
      .map(name => `${root}packages/sim/src/checkers/${name}.ts`)
    const paths = [...files.map(pathOf), ...checkers.filter(path => !path.includes('; '))]
    t.ok(paths.length > 0, `${row} has a test`)
    for (const path of paths) t.ok(existsSync(path), `${row}: ${path.slice(root.length)}`)
  }
})
