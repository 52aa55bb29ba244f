/**
 * A read on a lease is as fresh as any, whatever happens to everything but the clocks; RF11, RF13.
 *
 * In rounds: leaders are cut off, their peers see the connection close at once, machines restart within a tick, words
 * of transfers come late, processes pause. Some voters' clocks run twice as fast as the others'. Each leader is asked
 * for a read in every round; world.ts says when an answer misses what was committed before it was asked.
 */
import { draw, type NodeId } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { ask, crash, flush, give, makeWorld, type Node, propose, type World } from './world.ts'

const RUNS = Number(process.env['RUNS'] ?? 150)
const ROUNDS = 250

interface Scene {
  readonly world: World
  readonly nodes: readonly Node[]
  /** Clocks that run twice as fast. */
  readonly fast: ReadonlySet<NodeId>
  readonly late: World['network']
  cutOff: NodeId | null
  paused: { readonly id: NodeId, rounds: number } | null
}

const once = (world: World, of: number): boolean => draw(world, of) === 0

function round (scene: Scene): void {
  const { world, nodes } = scene
  disturb(scene)
  for (let hop = 0; hop < 5; hop++) exchange(scene)
  for (const node of nodes) {
    if (scene.paused?.id === node.id) continue
    if (node.raft.standing === 'leader' && once(world, 8)) propose(world, node)
    if (node.raft.standing === 'leader' || once(world, 10)) ask(world, node)
    give(world, node, { type: 'tick' })
    if (scene.fast.has(node.id)) give(world, node, { type: 'tick' })
  }
}

function disturb (scene: Scene): void {
  const { world, nodes } = scene
  const leader = nodes.find(({ raft }) => raft.standing === 'leader') ?? nodes[0]
  const any = nodes[draw(world, nodes.length)]
  if (leader === undefined || any === undefined) return
  if (once(world, 15)) cutOff(scene, once(world, 4) ? any : leader)
  else if (once(world, 10)) scene.cutOff = null
  if (once(world, 40)) crash(world, any, false)
  if (once(world, 60)) give(world, leader, { type: 'transfer', to: any.id })
  if (once(world, 20)) world.network.push(...scene.late.splice(0))
  if (scene.paused !== null && --scene.paused.rounds === 0) resume(scene)
  else if (scene.paused === null && once(world, 40)) scene.paused = { id: leader.id, rounds: 1 + draw(world, 30) }
}

/**
 * Nobody hears it any more, mostly nor it anybody, or it loses one of the others only; peers may see at once that
 * connections closed, and one of them may restart just then.
 */
function cutOff (scene: Scene, { id }: Node): void {
  const { world, nodes } = scene
  const deaf = !once(world, 3)
  const only = once(world, 2) ? nodes[draw(world, nodes.length)]?.id : undefined
  const touched = (from: NodeId, to: NodeId): boolean => only === undefined || from === only || to === only
  scene.cutOff = id
  world.links = (from, to) => !touched(from, to) || (from !== id && (to !== id || !deaf))
  const others = nodes.filter(node => node.id !== id)
  for (const node of once(world, 2) ? others : []) give(world, node, { type: 'peer-closed', peer: id })
  const unlucky = others[draw(world, others.length)]
  if (unlucky !== undefined && once(world, 3)) crash(world, unlucky, false)
}

/** What a process that was paused learns first is that time went by; what was sent to it meanwhile comes after. */
function resume (scene: Scene): void {
  const node = scene.nodes.find(({ id }) => id === scene.paused?.id)
  scene.paused = null
  if (node !== undefined) give(scene.world, node, { type: 'lapse' })
}

/** All that is on its way arrives; what is cut off is lost, what is paused waits, a word to campaign may be late. */
function exchange (scene: Scene): void {
  const { world, nodes } = scene
  for (const packet of world.network.splice(0)) {
    const { from, to, message } = packet
    if (scene.paused?.id === to) { scene.late.push(packet); continue }
    if (scene.cutOff !== null && !world.links(from, to)) continue
    if (message.type === 'timeout-now' && once(world, 2)) { scene.late.push(packet); continue }
    const node = nodes.find(({ id }) => id === to)
    if (node !== undefined) give(world, node, { type: 'message', from, message })
  }
  for (const node of nodes) if (scene.paused?.id !== node.id) while (node.lane.length > 0) flush(world, node)
}

t.test('a read on a lease misses nothing that was committed before it was asked', async t => {
  const total: Record<string, number> = {}
  fc.assert(
    fc.property(fc.noBias(fc.nat()), fc.constantFrom(3, 3, 5), (seed, voters) => {
      const world = makeWorld(seed, voters, true)
      const nodes = [...world.nodes.values()].slice(0, voters)
      const leaderFast = once(world, 2)
      const fast = new Set(nodes.filter(() => !leaderFast && once(world, 2)).map(({ id }) => id))
      const scene: Scene = { world, nodes, fast, late: [], cutOff: null, paused: null }
      for (let done = 0; done < ROUNDS; done++) round(scene)
      for (const [what, times] of Object.entries(world.counts)) total[what] = (total[what] ?? 0) + times
      total['committed'] = (total['committed'] ?? 0) + world.committedLast
      total['terms'] = (total['terms'] ?? 0) + world.leaders.size
    }),
    { numRuns: RUNS }
  )
  for (const what of ['committed', 'terms', 'read-ready', 'crash', 'timeout-now'])
    t.ok((total[what] ?? 0) > RUNS, `much happened: ${what} ${total[what]} times`)
})
