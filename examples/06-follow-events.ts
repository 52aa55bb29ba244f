/**
 * Follow what happens in a cluster: events of your own and of its own, none missed while you were away, none twice.
 *
 * Start a lab with `npx hivemind lab up`, then in another terminal:
 *   HIVEMIND_ADDR=unix://$HOME/.hivemind/lab/a/agent.sock npx node examples/06-follow-events.ts
 *
 * Touches the API of one agent. 06-follow-events.md is the page about it.
 */
import { connect } from '@hivemind/api'

const client = connect({ addr: process.env['HIVEMIND_ADDR'] ?? 'unix:///var/lib/hivemind/agent.sock' })

/** What we did about each order; a real program keeps it, and `next`, on its disk together. */
const shipped: string[] = []
/** The index from which to go on. */
let next = (await client.status()).lastIndex + 1

/** Read along until an order has come; `next` moves only behind what was dealt with. */
async function workUntil (last: string): Promise<void> {
  for await (const { index, type, payload } of client.log.follow({ from: next })) {
    const { order } = (payload ?? {}) as { order?: string }
    if (type === 'shop.ordered' && order !== undefined) shipped.push(order)
    next = index + 1
    if (order === last) return
  }
}

const order = async (name: string): Promise<void> => {
  await client.log.append({ type: 'shop.ordered', payload: { order: name } })
}

await order('apples')
await workUntil('apples')
console.log(`shipped ${shipped.join(', ')}`)

// Nobody follows now. The log keeps what happens, whoever looks.
await order('bread')
await order('cheese')
await workUntil('cheese')
console.log(`shipped ${shipped.join(', ')}: in order, each once`)

// The same stream tells what the cluster itself does, each as an entry with its author and its reason.
const from = next
await client.call('resource-create', { body: { kind: 'shelf', name: 'upper', reason: 'the lower one is full' } })
await client.call('key-claim', { body: { key: 'slot-1', holder: 'upper' } })
await client.call('key-release', { params: { key: 'slot-1' }, query: { holder: 'upper' } })
await client.call('resource-remove', { params: { name: 'shelf/upper' } })
for await (const { type, actor, reason } of client.log.follow({ from })) {
  if (!/^(resource|key)-/.test(type)) continue
  console.log(`${type} by ${actor}${reason === '' ? '' : `: ${reason}`}`)
  if (type === 'resource-removed') break
}
client.close()
