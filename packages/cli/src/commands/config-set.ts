/** `hivemind config set KEY VALUE`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const configSet = defineCommand({
  name: 'config set',
  about: 'Set a setting of the cluster, for all machines.',
  details: 'members.failed says what becomes of a member that stays unreachable. keep, the standard, leaves it to an operator; ' +
    'remove-after=TIME has the leader remove it that long after it was found unreachable, unless it came back (a voter ' +
    'is never removed by itself); never keeps anybody from removing it while it is away. members.stale says what a ' +
    'machine does that comes back with the state of an earlier epoch: rejoin, the standard, has it put that state into ' +
    'the archive of its data directory and join anew, as itself and without a token; stop has it end with ' +
    'HIVE_EPOCH_STALE, as a voter always does.',
  examples: [
    'hivemind config set members.failed remove-after=72h',
    'hivemind config set members.failed never --reason "its disks are precious"',
    'hivemind config set members.stale stop'
  ],
  operands: [
    { name: 'KEY', about: 'Name of a setting, as hivemind config get shows it.' },
    { name: 'VALUE', about: 'Its new value.' }
  ],
  options: { reason: reasonOption },
  async run ({ operands: [key = '', value = ''], options }, context) {
    const client = await context.client()
    const body = { value, ...reasonOf(options.reason) }
    const reply = await client.call('config-set', { params: { name: key }, body })
    showWritten(context, reply, `${reply.item.key} is ${reply.item.value}`)
    return EXIT.ok
  }
})
