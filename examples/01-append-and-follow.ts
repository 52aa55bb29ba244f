/**
 * Append three events and read them back as they are applied.
 *
 * Start a lab with `npx hivemind lab up`, then in another terminal:
 *   HIVEMIND_ADDR=unix://$HOME/.hivemind/lab/a/agent.sock npx node examples/01-append-and-follow.ts
 *
 * Touches the API of one agent.
 */
import { connect } from '@hivemind/api'

const client = connect({ addr: process.env['HIVEMIND_ADDR'] ?? 'unix:///var/lib/hivemind/agent.sock' })

// Calls that are made together share one request; awaiting each before the next fixes their order.
const written: number[] = []
for (const city of ['Amsterdam', 'Berlin', 'Casablanca']) {
  const { index } = await client.log.append({ type: 'example.visited', payload: { city } })
  written.push(index)
}
const [first = 1, , last = 1] = written
console.log(`wrote ${written.length} events, each after the one before: ${first < last}`)

// Rows come in the order of the log, over restarts of the agent too; the loop ends when we leave it.
for await (const row of client.log.follow({ from: first })) {
  if (row.type === 'example.visited') console.log(`read ${row.type} ${JSON.stringify(row.payload)}`)
  if (row.index >= last) break
}

// A page is read at once; 'stale' asks no leader and so works without a quorum.
const { items } = await client.log.read({ from: first, limit: 10, consistency: 'stale' })
console.log(`a stale page has them too: ${items.filter(row => row.type === 'example.visited').length === 3}`)

const { leader, degraded } = await client.status()
console.log(`the cluster has a leader: ${leader !== null && !degraded}`)
client.close()
