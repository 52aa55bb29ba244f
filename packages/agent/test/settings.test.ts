/** Settings that cannot be used are refused before anything starts, and the refusal names the field. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readSettings } from '../src/settings.ts'
import { newDirectory, type Test } from './fixtures/disk.ts'

const GOOD = { name: 'a', listen: ['127.0.0.1:7400'], start: { type: 'init', cluster: 'lab' } }
const JOIN = { type: 'join', peers: ['127.0.0.1:7400'], voter: true, tokenFile: 'join-token' }

function given (t: Test, text: unknown): string {
  const directory = newDirectory(t)
  writeFileSync(join(directory, 'agent.json'), typeof text === 'string' ? text : JSON.stringify(text))
  return directory
}

t.test('what is not given has its standard', async t => {
  t.match(readSettings(given(t, GOOD)), { tickMs: 20, retainEntries: 10_000_000, logLevel: 'info', leaseReads: false })
  t.equal(readSettings(given(t, { ...GOOD, leaseReads: true })).leaseReads, true)
  t.match(readSettings(given(t, { ...GOOD, start: JOIN })).start, JOIN)
  t.match(readSettings(given(t, { ...GOOD, start: { type: 'join', peers: ['h:1'] } })).start, {
    voter: false, tokenFile: ''
  })
})

const WRONG: ReadonlyArray<readonly [unknown, RegExp]> = [
  ['{', /no JSON/],
  ['[]', /holds no object/],
  ['null', /holds no object/],
  [{ ...GOOD, port: 1 }, /unknown setting "port"/],
  [{ ...GOOD, name: 'A b' }, /name is "A b"/],
  [{ ...GOOD, name: 'a'.repeat(64) }, /name is/],
  [{ ...GOOD, name: undefined }, /name is undefined/],
  [{ ...GOOD, listen: [] }, /listen is \[\]/],
  [{ ...GOOD, listen: 'x' }, /listen is "x"/],
  [{ ...GOOD, listen: Array(9).fill('127.0.0.1:1') }, /listen is/],
  [{ ...GOOD, listen: ['127.0.0.1:0'] }, /listen is 127.0.0.1:0/],
  [{ ...GOOD, tickMs: 4 }, /tickMs is 4, expected a whole number from 5 to 1000/],
  [{ ...GOOD, tickMs: 20.5 }, /tickMs is 20.5/],
  [{ ...GOOD, retainEntries: 1_999 }, /retainEntries is 1999/],
  [{ ...GOOD, leaseReads: 'yes' }, /leaseReads is "yes", expected true or false/],
  [{ ...GOOD, logLevel: 'loud' }, /logLevel is "loud"/],
  [{ ...GOOD, start: undefined }, /start.type is undefined/],
  [{ ...GOOD, start: { type: 'begin' } }, /start.type is "begin"/],
  [{ ...GOOD, start: { type: 'init', cluster: '-' } }, /cluster is "-"/],
  [{ ...GOOD, start: { ...JOIN, peers: [] } }, /peers is \[\]/],
  [{ ...GOOD, start: { ...JOIN, tokenFile: '../x' } }, /tokenFile is "..\/x"/]
]

t.test('each wrong field is named, with what was found', async t => {
  for (const [text, message] of WRONG) {
    t.throws(() => readSettings(given(t, text)), { code: 'HIVE_AGENT_SETTINGS', message }, String(message))
  }
})

t.test('a directory without settings is refused', async t => {
  t.throws(() => readSettings(newDirectory(t)), { code: 'HIVE_AGENT_SETTINGS', message: /agent.json does not exist/ })
})
