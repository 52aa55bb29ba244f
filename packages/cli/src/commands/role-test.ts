/** `hivemind role test PATH`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { roleTool } from '../role-tool.ts'
import { renderTable } from '../table.ts'

interface Tried {
  readonly name: string
  readonly version: string
  readonly findings: ReadonlyArray<{
    readonly check: string
    readonly sample: number
    readonly ok: boolean
    readonly reason: string
  }>
}

export const roleTest = defineCommand({
  name: 'role test',
  about: 'Try a role in a world of its own: all that every role has to keep, and the tests beside it.',
  details: 'It needs no agent. The role runs on each of its samples and does its real work: give samples that can bear it. Exit 10 when something failed.',
  examples: ['hivemind role test ./pages', 'hivemind role test /opt/roles/pages --json'],
  operands: [{ name: 'PATH', about: 'File or directory of a role.' }],
  options: {},
  async run ({ operands: [path = ''] }, context) {
    const item = await roleTool<Tried>(['test', resolve(path)])
    context.output.show({
      kind: 'RoleTried',
      item,
      text: look =>
        renderTable(
          {
            columns: [
              { title: 'CHECK' },
              { title: 'SAMPLE', right: true },
              { title: 'RESULT' },
              { title: 'REASON', cut: true }
            ],
            rows: item.findings.map(({ check, sample, ok, reason }) => [
              check,
              sample,
              { text: ok ? 'ok' : 'failed', paint: ok ? 'green' : 'red' },
              reason.split('\n').at(-1) || '-'
            ]),
            empty: 'no checks'
          },
          look
        )
    })
    return item.findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.partial
  }
})
