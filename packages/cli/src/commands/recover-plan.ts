/** `hivemind recover plan`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { offline } from '../offline.ts'
import { type NamedPlan, planText } from '../recovering.ts'

export const recoverPlan = defineCommand({
  name: 'recover plan',
  about: 'Compare the survivors of a lost quorum, and say how the cluster could go on and what that would lose.',
  details: 'For a majority of voters that is gone for ever; machines that are merely away come back by themselves. Every survivor that is named is to vote afterwards, a plain member too; its agent is stopped first, so that nothing moves. Members that are not named are left running and follow by themselves. Nothing is changed.',
  examples: [
    'hivemind recover plan /var/lib/hivemind',
    'hivemind recover plan /var/lib/hivemind b.report.json',
    'hivemind recover plan ./a ./d -o json'
  ],
  operands: [
    {
      name: 'SURVIVOR',
      about: 'Data directory of a stopped agent, or the report of one on another machine.',
      many: true
    }
  ],
  options: {},
  async run ({ operands }, context) {
    const sources = operands.map(source => resolve(source))
    const found = await offline<NamedPlan>(context, { type: 'recover-plan', sources })
    context.output.show({ kind: 'RecoveryPlan', item: found, text: look => planText(found, look) })
    if (context.output.form === 'table') {
      const where =
        found.directories[found.plan.survivor.id] === undefined
          ? `, on the machine of ${found.plan.survivor.name}`
          : ''
      context.talk.hint(
        `next${where}: hivemind recover apply ${operands.join(' ')} --plan ${found.hash.slice(0, 16)} --reason "..."`
      )
    }
    return EXIT.ok
  }
})
