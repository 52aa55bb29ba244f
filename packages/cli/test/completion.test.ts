/**
 * Goal: the scripts are valid in their shells, and offer what the tables hold. Method: the shells themselves, where
 * installed.
 */
import { spawnSync } from 'node:child_process'
import t from 'tap'
import { commands } from '../src/commands/index.ts'
import { ran } from './running.ts'

const installed = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  t.test(
    `the ${shell} script is valid ${shell}`,
    { skip: installed(shell) ? false : `${shell} is not installed` },
    async t => {
      const { exit, out } = await ran(['completion', shell])
      t.equal(exit, 0)
      const checked = spawnSync(shell, shell === 'fish' ? ['--no-execute', '/dev/stdin'] : ['-n'], {
        input: out,
        encoding: 'utf8'
      })
      t.equal(checked.status, 0, checked.stderr)
    }
  )
}

/** What bash offers for a line whose last word is being typed. */
async function offered (line: string): Promise<string[]> {
  const { out } = await ran(['completion', 'bash'])
  const words = line.split(' ')
  const script = [
    out,
    `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_hivemind',
    `printf '%s\\n' "\${COMPREPLY[@]}"`
  ].join('\n')
  return spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).stdout.trim().split('\n')
}

t.test(
  'bash completes first words, second words, flags and values',
  { skip: installed('bash') ? false : 'bash is not installed' },
  async t => {
    t.strictSame(await offered('hivemind sta'), ['status', 'state'])
    t.strictSame(await offered('hivemind join-'), ['join-token', 'join-request'])
    t.strictSame(
      await offered('hivemind log '),
      Object.keys(commands)
        .filter(name => name.startsWith('log '))
        .map(name => name.slice(4))
    )
    t.strictSame(await offered('hivemind log tail --fo'), ['--follow'])
    t.strictSame(await offered('hivemind status --asc'), ['--ascii'])
    t.strictSame(await offered('hivemind -o json node rem'), ['remove'])
    t.strictSame(await offered('hivemind status -o '), ['table', 'wide', 'json', 'ndjson'])
    t.strictSame(await offered('hivemind completion f'), ['fish'])
  }
)

t.test('every script names every command', async t => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await ran(['completion', shell])
    for (const word of Object.keys(commands).flatMap(name => name.split(' '))) t.match(out, word)
  }
})
