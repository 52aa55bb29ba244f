/** `hivemind debug state`. */
import { defineCommand } from '../command.ts'
import { fields, shownOf } from '../reply.ts'
import { showOrWatch } from '../watching.ts'

export const debugState = defineCommand({
  name: 'debug state',
  about: 'Show the hard facts of this agent: indexes, hashes, leaders by term.',
  details: 'State hash and chain hash are equal on all members at an equal applied index; whoever finds them unequal has found a bug.',
  examples: ['hivemind debug state -o json'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('debug-state')
      const state = reply.item
      return shownOf(reply, look =>
        fields(look, [
          ['agent', `${state.name} ${state.id}`],
          ['cluster', state.cluster ?? '-'],
          ['epoch', state.epoch],
          ['lineage', state.lineage],
          ['standing', state.standing],
          ['term', state.term],
          ['first index', state.firstIndex],
          ['applied', `${state.appliedIndex} (term ${state.appliedTerm})`],
          ['committed', state.commitIndex],
          ['last', state.lastIndex],
          ['snapshot', state.snapshotIndex],
          ['state hash', state.stateHash],
          ['chain', state.chain === null ? '-' : `${state.chain.index} ${state.chain.hash}`],
          ['voters', state.voters.join(' ')],
          ['learners', state.learners.join(' ') || '-'],
          ['outgoing', state.outgoing.join(' ') || '-'],
          ['events', state.events],
          ['unknown', state.unknownEntries],
          ['sessions', state.sessions],
          ['leaders', state.leaders.map(({ term, leader }) => `${term}:${leader.slice(-6)}`).join(' ') || '-'],
          [
            'tombstones',
            state.tombstones.map(({ name, how, index }) => `${name} ${how} at ${index}`).join(', ') || '-'
          ]
        ])
      )
    })
  }
})
