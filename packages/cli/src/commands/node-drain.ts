/** `hivemind node drain NAME`. */
import type { Client } from '@hivemind/api'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { type Context, pause } from '../context.ts'
import { dryRunOption, placedText } from '../process-options.ts'
import { reasonOf, reasonOption, shownOf } from '../reply.ts'

const AGAIN_MS = 100

export const nodeDrain = defineCommand({
  name: 'node drain',
  about: 'Give a machine nothing new, and have others hold the roles that they can hold in its place.',
  details: 'Roles of one holder or of some are handed over within a second; those that every member holds, and processes, go on until somebody stops them. Exit code 10: some roles stay, since nobody else can hold them. With --undo it is given work again; what was handed over stays where it is.',
  examples: ['hivemind node drain px-09 --reason "new kernel"', 'hivemind node drain px-09 --undo'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {
    undo: { kind: 'flag', about: 'It is not to be emptied any more.' },
    wait: { kind: 'duration', value: 'TIME', standard: '5s', about: 'Wait at most so long for roles to move.' },
    'dry-run': dryRunOption,
    reason: reasonOption
  },
  async run ({ operands: [name = ''], options }, context) {
    const { undo, wait, reason } = options
    const client = await context.client()
    const reply = await client.call('member-drain', {
      params: { name }, body: { draining: !undo, dryRun: options['dry-run'], ...reasonOf(reason) }
    })
    const { member, roles, place } = reply.item
    const holds = roles.length === 0 ? '' : `; it holds ${roles.join(', ')}`
    const sentence = undo ? `${member.name} is given work again` : `${member.name} is draining${holds}`
    context.output.show(shownOf(reply, look => `${sentence}\n${placedText(look, place)}`))
    if (undo || place === null) return EXIT.ok
    const stay = await handedOver(context, client, member.id, roles, wait)
    if (stay.length === 0) return EXIT.ok
    context.talk.failed(`${stay.join(', ')} stays on ${member.name}: nobody else can hold it`)
    return EXIT.partial
  }
})

/** Wait until others hold the roles. @returns those that stay */
async function handedOver (
  { talk, world: { stop } }: Context, client: Client, id: string, roles: readonly string[], waitMs: number
): Promise<readonly string[]> {
  const end = performance.now() + waitMs
  let left = [...roles]
  while (left.length > 0 && performance.now() < end && !stop.aborted) {
    const { items } = await client.call('role-list')
    const held = new Map(items.map(({ name, holding }) => [name, holding]))
    for (const role of left) {
      const holding = held.get(role) ?? []
      if (holding.some(one => one.id === id)) continue
      talk.done(`${role} is held by ${holding.map(one => one.name).join(', ') || 'nobody'}`)
    }
    left = left.filter(role => held.get(role)?.some(one => one.id === id) === true)
    if (left.length > 0) await pause(AGAIN_MS, stop)
  }
  return left
}
