import t from 'tap'
import { renderTable } from '../src/table.ts'
import { lookOf, paint, printable, sign } from '../src/terminal.ts'

const sink = (isTTY: boolean) => ({ write: () => true, isTTY, columns: 40 })
const look = (isTTY: boolean, env: Record<string, string> = {}, noColor = false) =>
  lookOf(sink(isTTY), { noColor, ascii: false, env })

t.test('colour follows the terminal, the environment and the flag', async t => {
  t.equal(look(true).colour, true)
  t.equal(look(false).colour, false, 'a pipe has none')
  t.equal(look(true, { NO_COLOR: '1' }).colour, false)
  t.equal(look(true, { NO_COLOR: '' }).colour, true, 'an empty NO_COLOR is none')
  t.equal(look(true, { HIVEMIND_NO_COLOR: '1' }).colour, false)
  t.equal(look(true, { TERM: 'dumb' }).colour, false)
  t.equal(look(false, { FORCE_COLOR: '1' }).colour, true)
  t.equal(look(false, { CLICOLOR_FORCE: '1' }).colour, true)
  t.equal(look(false, { FORCE_COLOR: '0' }).colour, false)
  t.equal(look(true, { FORCE_COLOR: '1', NO_COLOR: '1' }).colour, false, 'a wish against it wins')
  t.equal(look(true, {}, true).colour, false, '--no-color')
})

t.test('symbols fall back to ASCII for dumb terminals, the C locale and --ascii', async t => {
  t.equal(sign(look(true, { TERM: 'dumb' }), 'done'), 'ok')
  t.equal(sign(look(true, { LC_ALL: 'C' }), 'done'), 'ok')
  t.equal(sign(look(true, { LANG: 'C.UTF-8' }), 'done'), '✔')
  t.equal(sign(lookOf(sink(true), { noColor: false, ascii: true, env: {} }), 'done'), 'ok')
})

const TABLE = {
  columns: [{ title: 'ID' }, { title: 'NOTE', cut: true as const }],
  rows: [['12D3KooWAbcdefghijklmnop', 'a long sentence that does not fit a narrow terminal']],
  empty: 'nothing'
}

t.test('a terminal cuts what may be cut, never an id; a pipe cuts nothing', async t => {
  const narrow = renderTable(TABLE, look(true, { NO_COLOR: '1' }))
  t.match(narrow, '12D3KooWAbcdefghijklmnop')
  t.match(narrow, '…')
  t.ok(narrow.split('\n').every(line => line.length <= 40))
  t.match(renderTable(TABLE, look(false)), 'does not fit a narrow terminal')
})

t.test('an empty table says so', async t => {
  t.equal(renderTable({ ...TABLE, rows: [] }, look(false)), 'nothing')
})

t.test('text from elsewhere cannot repaint the terminal', async t => {
  t.equal(printable('a\u001b[2Jb\nc'), 'a?[2Jb?c')
  t.notMatch(renderTable({ ...TABLE, rows: [['x', '\u001b[31mred']] }, look(false)), '\u001b')
  t.equal(paint(look(true), 'red', 'x'), '\u001b[31mx\u001b[0m')
})
