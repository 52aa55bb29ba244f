/** `hivemind recover inspect`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showCount } from '../duration.ts'
import { offline } from '../offline.ts'
import { fields } from '../reply.ts'

interface Report {
  readonly name: string
  readonly id: string
  readonly cluster: { readonly id: string, readonly name: string }
  readonly epoch: number
  readonly term: number
  readonly firstIndex: number
  readonly lastIndex: number
  readonly lastTerm: number
  readonly commit: number
  readonly chain: string
  readonly voters: readonly string[]
  readonly members: ReadonlyArray<{ readonly id: string, readonly name: string }>
  readonly lastAt: number
  readonly damagedThrough: number | null
}

export const recoverInspect = defineCommand({
  name: 'recover inspect',
  about: 'Say what the disk of a stopped agent holds, for a recovery.',
  details:
    'It changes nothing and keeps the agent from starting meanwhile. With -o json it is a report that recover plan takes on another machine in place of the directory.',
  examples: [
    'hivemind recover inspect /var/lib/hivemind',
    'hivemind recover inspect /var/lib/hivemind -o json > b.report.json'
  ],
  operands: [{ name: 'DIR', about: 'Data directory of a stopped agent; --data-dir when left out.', optional: true }],
  options: {},
  async run ({ operands: [given] }, context) {
    const directory = resolve(given ?? context.place.dataDir)
    const report = await offline<Report>(context, { type: 'recover-inspect', directory })
    const nameOf = (id: string): string => report.members.find(member => member.id === id)?.name ?? id
    context.output.show({
      kind: 'SurvivorReport',
      item: report,
      text: look =>
        fields(look, [
          ['machine', `${report.name} (${report.id})`],
          ['cluster', `${report.cluster.name} (${report.cluster.id})`],
          ['epoch', report.epoch],
          ['term', report.term],
          [
            'log',
            `${showCount(report.firstIndex)} to ${showCount(report.lastIndex)}, the last of term ${report.lastTerm}`
          ],
          ['committed', `at least through ${showCount(report.commit)}`],
          ['last written', report.lastAt === 0 ? '-' : new Date(report.lastAt).toISOString()],
          ['chain', report.chain],
          ['voters', report.voters.map(nameOf).join(', ')],
          [
            'disk',
            report.damagedThrough === null
              ? 'whole'
              : `damaged: entries through ${report.damagedThrough} may be missing`
          ]
        ])
    })
    return EXIT.ok
  }
})
