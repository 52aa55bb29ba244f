/**
 * Write a role, try it, enable it on a machine that is not restarted, and see it react to what is wanted.
 *
 * Start a lab with `npx hivemind lab up`, then in another terminal:
 *   HIVEMIND_ADDR=unix://$HOME/.hivemind/lab/a/agent.sock npx node examples/05-write-a-role.ts
 *
 * Touches the API of one agent, and a temporary directory. 05-write-a-role.md is the page about it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@hivemind/api'

const client = connect({ addr: process.env['HIVEMIND_ADDR'] ?? 'unix:///var/lib/hivemind/agent.sock' })
const room = mkdtempSync(join(tmpdir(), 'write-a-role-'))
const path = join(room, 'greeter')
const HIVEMIND = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'hivemind.js')

/** Look again until it is so. */
async function until (look: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    try { if (await look()) return } catch { /* Not yet. */ }
    if (Date.now() > end) throw new Error('it took too long')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

// All of it. Nothing has to be installed beside it: the agent lends @hivemind/role and zod.
const code = `import { writeFile } from 'node:fs/promises'
import { defineRole } from '@hivemind/role'
import { z } from 'zod'

export const role = defineRole({
  name: 'greeter',
  version: '1.0.0',
  holders: 'every',
  watches: { resources: ['guest'] },
  config: z.object({ file: z.string(), word: z.string().default('hello') }),
  samples: [{ config: { file: 'greetings' } }],

  // Pure: what matters of the state.
  select: ({ resources }) => resources.map(({ name }) => name).sort(),

  // Make the world agree with it; called whenever it changes.
  async reconcile (guests, { config, report }) {
    await writeFile(config.file, guests.map(name => config.word + ' ' + name).join('\\n'))
    report(guests.length + ' greeted')
  }
})
`
mkdirSync(path)
writeFileSync(join(path, 'index.ts'), code)
console.log(`a role of ${code.trim().split('\n').length} lines`)

// hivemind role test ./greeter
const tried = spawnSync(process.execPath, [HIVEMIND, 'role', 'test', path], { encoding: 'utf8' })
console.log(`it keeps what every role has to keep: ${tried.status === 0}`)
if (tried.status !== 0) console.log(tried.stdout + tried.stderr)

// hivemind role enable ./greeter --on MACHINE --config '{"file":"..."}'
const file = join(room, 'greetings')
const greetings = (): string => readFileSync(file, 'utf8')
const { name: machine, agent: { pid } } = await client.status()
await client.call('role-enable', {
  body: { source: { type: 'path', at: path }, members: [machine], config: { file } }
})
await until(() => greetings() === '')
console.log('it works')

// hivemind resource create guest ada
for (const name of ['ada', 'grace']) await client.call('resource-create', { body: { kind: 'guest', name } })
await until(() => greetings() === 'hello ada\nhello grace')
console.log('two guests came, and were greeted')

// hivemind role enable again, with other settings: its process is another one, the agent the same.
await client.call('role-enable', {
  body: { source: { type: 'path', at: path }, members: [machine], config: { file, word: 'goodbye' } }
})
await client.call('resource-remove', { params: { name: 'guest/ada' } })
await until(() => greetings() === 'goodbye grace')
console.log(`with other settings, by the same agent: ${(await client.status()).agent.pid === pid}`)

await client.call('role-disable', { params: { name: 'greeter' } })
await client.call('resource-remove', { params: { name: 'guest/grace' } })
client.close()
rmSync(room, { recursive: true })
