/** Templates of processes in a manifest: what is left out is filled in, and a mistake is told at its place. */
import { HivemindError } from '@hivemind/base'
import t from 'tap'
import { z } from 'zod'
import { defineRole, type ProcessInput } from '../src/index.ts'

const role = (processes: Readonly<Record<string, ProcessInput>>) => defineRole({
  name: 'pages', version: '1.0.0', holders: 'one', config: z.object({}), select: () => 0, reconcile () {}, processes
})

/** What is said of a template. */
function told (template: ProcessInput, name = 'server'): string {
  try {
    role({ [name]: template })
    return 'good'
  } catch (error) {
    if (error instanceof HivemindError && error.code === 'HIVE_ROLE_MANIFEST') return error.message
    throw error
  }
}

t.test('a program is all that a template needs; a role may have none', async t => {
  t.same(role({}).manifest.processes, [])
  t.same(role({ server: { command: ['/bin/serve'] } }).manifest.processes, [{
    name: 'server', about: '', multiplicity: 1, opens: [], settings: {}, managed: true, command: ['/bin/serve'],
    environment: {}, endpoints: [], check: { type: 'none' }, restarts: 5,
    stop: { signal: 'SIGTERM', ms: 10_000, kills: true }
  }])
})

t.test('everything that a template may say is taken', async t => {
  t.equal(told({
    command: ['/bin/serve', '{{port.http}}', '{{level}}', '{{name}}-{{member}}-{{instance}}', 'a{b}'], multiplicity: 2,
    opens: ['instances', 'level'], settings: { level: 'info' }, environment: { LEVEL: '{{level}}' },
    endpoints: [{ name: 'http', port: 80 }], check: { type: 'tcp', endpoint: 'http' }, user: 'www-data'
  }), 'good')
  t.equal(told({ managed: false, check: { type: 'pid-file', path: '/run/{{name}}.pid' } }), 'good')
})

t.test('a mistake is named with its field', async t => {
  const command = ['/bin/serve']
  const mistakes: ReadonlyArray<readonly [ProcessInput, RegExp]> = [
    [{}, /processes\.0\.command: expected a program/],
    [{ managed: false, command, check: { type: 'pid-file', path: '/p' } }, /command: expected none/],
    [{ managed: false }, /check: expected a port or a pid file/],
    [{ command, check: { type: 'tcp', endpoint: 'http' } }, /check: there is no endpoint "http"/],
    [{ command, endpoints: [{ name: 'a', port: 1 }, { name: 'a', port: 2 }] }, /endpoints: expected each name once/],
    [{ command, endpoints: [{ name: 'a', port: 70_000 }] }, /endpoints\.0\.port/],
    [{ command, opens: ['level'] }, /opens: there is no setting "level"/],
    [{ command, settings: { instances: '2' } }, /settings: instances is set by multiplicity/],
    [{ command: ['{{port.http}}'] }, /command: \{\{port\.http\}\} stands for nothing; there are name, member/],
    [{ command, environment: { A: '{{b}}' } }, /environment: \{\{b\}\} stands for nothing/],
    [{ managed: false, check: { type: 'pid-file', path: '{{x}}' } }, /check: \{\{x\}\} stands for nothing/],
    [{ command, user: '-u' }, /processes\.0\.user: expected the name of an account/],
    [{ managed: false, user: 'x', check: { type: 'pid-file', path: '/p' } }, /user: expected none/],
    [{ command, multiplicity: 0 }, /multiplicity/]
  ]
  for (const [template, message] of mistakes) t.match(told(template), message)
  t.match(told({ command }, 'Server'), /processes\.0\.name/)
})
