/** `hivemind cp peers`. */
import type { ControlPlanePeer } from '@hivemind/api'
import { defineCommand } from '../command.ts'
import { showCount } from '../duration.ts'
import { conditionWord, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import type { Look } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'
import { partOf } from './node-list.ts'

export const cpPeers = defineCommand({
  name: 'cp peers',
  about: 'List the control plane: who votes, who leads, who lags.',
  details: 'Only the leader knows how far the others are; ask it for the LAG column.',
  examples: ['hivemind cp peers', 'hivemind cp peers -w'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('control-plane-list')
      return shownOf(reply, look => peerTable(reply.items, look))
    })
  }
})

const peerTable = (peers: readonly ControlPlanePeer[], look: Look): string =>
  renderTable(
    {
      columns: [
        { title: 'NAME' },
        { title: 'STANDING' },
        { title: 'PART' },
        { title: 'CONDITION' },
        { title: 'MATCH', right: true },
        { title: 'LAG', right: true },
        { title: 'ID' }
      ],
      rows: peers.map(peer => [
        peer.name,
        peer.standing === 'leader' ? { text: 'leader', paint: 'green' } : peer.standing,
        partOf(peer),
        conditionWord(peer.condition),
        peer.match === null ? '-' : showCount(peer.match),
        peer.lag === null ? '-' : showCount(peer.lag),
        peer.id
      ]),
      empty: 'no voters are known'
    },
    look
  )
