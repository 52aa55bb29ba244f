import t from 'tap'
import { commands, groups } from '../src/commands/index.ts'
import { loadAll } from '../src/help.ts'
import { topWords } from '../src/words.ts'
import { ran, ranLite } from './running.ts'

t.test('every command has help that shows its usage, its options and an example', async t => {
  for (const command of await loadAll()) {
    const { exit, out, err } = await ran([...command.name.split(' '), '--help'])
    t.equal(exit, 0, command.name)
    t.equal(err, '')
    t.ok(out.startsWith(`hivemind ${command.name}`), command.name)
    t.match(out, command.about.slice(0, 40))
    t.ok(
      command.examples.length > 0 && command.examples.every(example => out.includes(example)),
      `${command.name} shows its examples`
    )
    for (const option of Object.keys(command.options)) t.match(out, `--${option}`)
  }
})

t.test('a command is in the table under its own name, and its examples name it', async t => {
  for (const [name, load] of Object.entries(commands)) {
    const command = await load()
    t.equal(command.name, name)
    t.ok(command.examples.every(example => example.includes(`hivemind ${name}`)), name)
  }
})

t.test('an option of a command never hides a global one, nor its letter, but for more forms of output', async t => {
  const { globalOptions } = await import('../src/options.ts')
  const letters = Object.values(globalOptions).flatMap(row => 'short' in row ? [row.short as string] : [])
  for (const { name, options } of await loadAll()) {
    for (const [option, row] of Object.entries(options)) {
      if (option === 'output') {
        const { choices, short } = globalOptions.output
        t.ok(choices.every(form => row.choices?.includes(form)), `${name} knows every form of output`)
        t.equal(row.short, short)
        continue
      }
      t.notOk(option in globalOptions, `${name} --${option}`)
      if (row.short !== undefined) t.notOk(letters.includes(row.short), `${name} -${row.short}`)
    }
  }
})

t.test('a first word alone shows the commands below it', async t => {
  for (const group of Object.keys(groups)) {
    const { exit, out } = await ran([group])
    t.equal(exit, 0)
    t.match(out, `hivemind ${group} <command>`)
  }
})

t.test('every first word is a command or a described group', async t => {
  for (const word of topWords()) t.ok(Object.hasOwn(commands, word) || Object.hasOwn(groups, word), word)
})

t.test('help without a word, and no words at all, show every command', async t => {
  for (const words of [[], ['help'], ['--help'], ['-h']]) {
    const { exit, out } = await ran(words)
    t.equal(exit, 0)
    for (const name of Object.keys(commands)) t.match(out, name)
    t.match(out, /Exit codes:/)
  }
})

t.test('help --json is the whole table as data', async t => {
  const { items } = JSON.parse((await ran(['help', '--json'])).out)
  t.strictSame(
    items.map((item: { name: string }) => item.name),
    Object.keys(commands)
  )
  t.match(
    items.find((item: { name: string }) => item.name === 'join'),
    { usage: 'hivemind join <PEER>... [options]', options: { token: { kind: 'text' } } }
  )
})

t.test('hivemind-lite has help', async t => {
  const { exit, out } = await ranLite(['--help'])
  t.equal(exit, 0)
  for (const word of ['status', 'nodes', 'log', 'health', 'who-leads', 'version']) t.match(out, word)
})

t.test('--version shows the version', async t => {
  t.match((await ran(['--version'])).out, /^hivemind \d+\.\d+\.\d+\n$/)
})
