/** `hivemind join-token create`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { showDuration } from '../duration.ts'
import { reasonOf, reasonOption, showReply } from '../reply.ts'

export const joinTokenCreate = defineCommand({
  name: 'join-token create',
  about: 'Make a token that lets machines join. It is shown once.',
  details:
    'On stdout is the token alone, so that a script can keep it; the rest is on stderr. With -o json all of it is on stdout.',
  examples: [
    'hivemind join-token create',
    'hivemind join-token create --voter --ttl 10m',
    'TOKEN=$(hivemind join-token create --uses 20)'
  ],
  operands: [],
  options: {
    role: { kind: 'text', value: 'R', about: 'Role that its holders are admitted for.' },
    uses: { kind: 'count', value: 'N', standard: '1', least: 1, about: 'How many machines it admits.' },
    ttl: { kind: 'duration', value: 'TIME', standard: '1h', least: 1_000, about: 'How long it is good for.' },
    voter: { kind: 'flag', about: 'Its holders may join the control plane.' },
    reason: reasonOption
  },
  async run ({ options }, context) {
    const client = await context.client()
    const { uses, ttl, voter, role } = options
    const reply = await client.call('join-token-create', {
      body: { uses, ttlMs: ttl, voter, role: role ?? '', ...reasonOf(options.reason) }
    })
    const { token, id, index, txid } = reply.item
    showReply(context, reply, () => token)
    if (context.output.form === 'table') {
      context.talk.hint(`token ${id}: ${uses} ${uses === 1 ? 'use' : 'uses'}, ${showDuration(ttl)}${voter ? ', voters' : ''}  index ${index}  txid ${txid}; it is not shown again`)
    }
    return EXIT.ok
  }
})
