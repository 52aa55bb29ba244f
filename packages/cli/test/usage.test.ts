import t from 'tap'
import { ran } from './running.ts'

/** Every line is refused before anything is touched: exit 2, nothing on stdout, the sentence and what to do. */
const LINES: ReadonlyArray<readonly [words: readonly string[], message: RegExp, hint?: RegExp]> = [
  [['stauts'], /no command "stauts"; did you mean "status"/],
  [['node', 'lst'], /"node" has no command "lst"; did you mean "list"/, /tree, rename, tag, add, drain, remove/],
  [['status', '--jsn'], /unknown option --jsn; did you mean "--json"/],
  [['log', 'append', '-type', 'x'], /-type has one dash/, /--type/],
  [['status', 'now'], /"now" is one word too many/, /Usage: hivemind status/],
  [['node', 'show'], /NAME is missing/, /hivemind node show <NAME>/],
  [['join'], /PEER is missing/],
  [['join', 'nowhere'], /host:port.*found "nowhere"/],
  [['join', '127.0.0.1:99999'], /host:port.*found "127.0.0.1:99999"/],
  [['join', '127.0.0.1:1', '--token', 'abc'], /join token cannot be read/],
  [['join', '127.0.0.1:1', '--token', 'abc', '--token-file', 'f'], /exclude each other/],
  [['init', '--name', 'Not_A_Label'], /DNS label.*found "Not_A_Label"/],
  [['init', '--listen', 'x'], /--listen is host:port/],
  [['status', '--timeout', '10'], /--timeout is a time with its unit/],
  [['status', '-o', 'yaml'], /--output is table, wide, json, ndjson; found "yaml"/],
  [['log', 'tail', '-n', '-3'], /-n|number/],
  [['log', 'tail', '-n', 'x'], /--number is a whole number/],
  [['log', 'show', '0'], /index is a whole number, 1 or more; found "0"/],
  [['log', 'append', '{}'], /--type is missing/],
  [['log', 'append', '--type', 'x', '{'], /payload is no JSON/],
  [['join-request', 'deny', 'J-1'], /--reason is missing/],
  [['version', '-w'], /nothing to watch/],
  [['completion', 'bsh'], /found "bsh"; did you mean "bash"/],
  [['lab', 'up', '--voters', '9', '--dir', '/nonexistent'], /--voters is 1 to 7; found 9/]
]

for (const [words, message, hint] of LINES) {
  t.test(`"hivemind ${words.join(' ')}" is refused as misused`, async t => {
    const { exit, out, err } = await ran([...words, '--data-dir', '/nonexistent/agent'])
    t.equal(exit, 2)
    t.equal(out, '')
    t.match(err, message)
    t.match(err, /nothing was changed/)
    if (hint !== undefined) t.match(err, hint)
  })
}

t.test('plural nouns and other spellings mean the same command', async t => {
  for (const words of [['nodes', 'list'], ['node', 'ls'], ['node', 'list']]) {
    t.match((await ran([...words, '--help'])).out, /^hivemind node list \[options\]/)
  }
})

t.test('global options may stand before the command', async t => {
  const { exit, out } = await ran(['-o', 'json', 'version'])
  t.equal(exit, 0)
  t.equal(JSON.parse(out).kind, 'Version')
})

t.test('a misused command under -o json is refused in JSON on stderr', async t => {
  for (const words of [
    ['node', 'lst', '-o', 'json'],
    ['node', 'lst', '--json'],
    ['node', 'lst', '-ojson'],
    ['node', 'lst', '--output=ndjson']
  ]) {
    const { err, out } = await ran(words)
    t.equal(out, '')
    t.match(JSON.parse(err), {
      apiVersion: 'hivemind/v1',
      kind: 'Error',
      error: { code: 'HIVE_CLI_USAGE', exit: 2, changed: 'no', retry: 'no' }
    })
  }
  t.equal(JSON.parse((await ran(['node', 'lst'], { env: { HIVEMIND_OUTPUT: 'json' } })).err).kind, 'Error')
})
