/**
 * A role to begin with: a working one, its test, and its page, as texts of files.
 *
 * Pure. It keeps a file for each resource of its kind; what is to be changed first is `reconcile`.
 */

/** Files by their path in the directory of the role. */
export function scaffold (name: string): Readonly<Record<string, string>> {
  return {
    'package.json': packageJson(name),
    'index.ts': indexTs(name),
    'index.test.ts': testTs(name),
    'README.md': readme(name)
  }
}

const packageJson = (name: string): string => `${JSON.stringify({
  name: `hivemind-role-${name}`, version: '1.0.0', type: 'module', private: true, exports: './index.ts',
  scripts: { test: 'node --test' }, peerDependencies: { '@hivemind/role': '^0.1.0', zod: '^4.0.0' }
}, null, 2)}\n`

const indexTs = (name: string): string => `/** Keeps one file in a directory for each resource of kind "${name}". */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineRole } from '@hivemind/role'
import { z } from 'zod'

export const role = defineRole({
  name: '${name}',
  version: '1.0.0',
  holders: 'every', // or 'one', which the cluster elects, or a number
  degraded: 'continue', // without a quorum nothing changes, so there is nothing to stop for
  watches: { resources: ['${name}'] },
  kinds: { '${name}': { type: 'object', properties: { port: { type: 'integer', minimum: 1, maximum: 65535 } } } },
  config: z.object({ directory: z.string().default('files') }),

  // Pure: what matters, and nothing else. reconcile is called when it changes.
  select: ({ resources }) => resources.map(({ name, definition }) => ({ name, definition })),

  // Make the world agree. It may be called again at any time: find what is done, do what is not.
  async reconcile (wanted, { config, signal, report }) {
    await mkdir(config.directory, { recursive: true })
    for (const name of await readdir(config.directory)) {
      if (!wanted.some(one => \`\${one.name}.json\` === name)) await rm(join(config.directory, name))
    }
    for (const { name, definition } of wanted) {
      await writeFile(join(config.directory, \`\${name}.json\`), JSON.stringify(definition), { signal })
    }
    report(\`\${wanted.length} files\`)
  },

  // What people and clocks ask for, each once at every target: hivemind task run ${name} count
  actions: {
    count: {
      about: 'counts its files',
      input: z.object({}),
      run: async (_, { config }) => ({ files: (await readdir(config.directory)).length })
    }
  }
})
`

const testTs = (name: string): string => `import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { harness } from '@hivemind/role/harness'
import { role } from './index.ts'

const one = (name: string) =>
  ({ id: \`R-\${name}\`, kind: '${name}', name, definition: {}, tags: {}, parent: '', keys: [], version: 1 })

test('there is a file for each resource, and none for those that are gone', async () => {
  const directory = await mkdtemp(join(tmpdir(), '${name}-'))
  const world = harness(role, { config: { directory } })
  world.apply({ resources: [one('a'), one('b')] }).grant()
  await world.settled()
  assert.deepEqual((await readdir(directory)).sort(), ['a.json', 'b.json'])
  world.apply({ resources: [one('b')] })
  await world.settled()
  assert.deepEqual(await readdir(directory), ['b.json'])
  await world.stop()
  await rm(directory, { recursive: true })
})
`

const readme = (name: string): string => `# ${name}

**Name.** ${name}: keeps one file for each resource of kind \`${name}\`.

**Settings.** \`directory\`: where the files are; below the role's own directory on the machine unless it is absolute.

**View.** Names and definitions of the resources.

**Files touched.** \`*.json\` in the directory; others there are removed.

**Failure.** It is tried again, with pauses of up to ten seconds. Without a quorum the files stay as they are.

**Examples.**

\`\`\`sh
hivemind role test .
hivemind role enable .
hivemind resource create ${name} first -d '{"port":80}'
hivemind role show ${name}
hivemind task run ${name} count
\`\`\`
`
