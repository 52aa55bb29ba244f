/**
 * A large state by itself: 10,000 members and 100,000 resources. How long taking it stops everything else, how long
 * turning it into bytes does so at a time, and what it takes to have it back.
 *
 * Touches nothing but the clock: the state is one that the rooms make from facts, nobody is connected to anybody.
 */
import { parseArgs } from 'node:util'
import { type Control, exportState, importState } from '@hivemind/control'
import { decodeState } from '@hivemind/wire'
import { encodeStateInTurns } from '../packages/agent/src/encoding-state.ts'
import { apply, asking, founded } from '../packages/control/test/facts.ts'
import { loadText } from './measure/comparing.ts'

/** What is claimed of the longest time for which nothing else is done, while a state is taken and encoded. */
const STOP_MS_MAX = 50

/** Made by the very facts that the log would hold. */
function stateOf (members: number, resources: number): Control {
  const control = founded()
  for (let at = 0; at < members; at++) {
    apply(control, 'join-requested', asking(`r${at}`, `m${at}`))
    apply(control, 'join-approved', { request: `r${at}`, by: 'operator' })
  }
  for (let at = 0; at < resources; at++) {
    apply(control, 'resource-created', {
      id: `vm-${at}`, kind: 'vm', name: `vm-${at}`, tags: { zone: `z${at % 8}` }, parent: '', keys: [],
      definition: { image: 'debian-13', cpus: 2, memoryMb: 2_048, disks: [{ name: 'root', gb: 20 }] }
    })
  }
  return control
}

interface Watched<Result> { readonly result: Result, readonly longestMs: number, readonly ms: number }

/** @returns what it came to, and the longest time for which no timer ran, milliseconds */
async function watched<Result> (work: () => Promise<Result>): Promise<Watched<Result>> {
  let [last, longestMs] = [performance.now(), 0]
  const look = (): void => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last)
    last = now
  }
  const timer = setInterval(look, 1)
  const beganAt = performance.now()
  const result = await work()
  const ms = performance.now() - beganAt
  await new Promise(setImmediate)
  look()
  clearInterval(timer)
  return { result, longestMs, ms }
}

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '10000' }, resources: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false }
  }
})
const control = stateOf(Number(values.members), Number(values.resources))
const taken = await watched(async () => exportState(control))
const encoded = await watched(() => encodeStateInTurns(taken.result))
const decoded = await watched(async () => decodeState(encoded.result))
const imported = await watched(async () => importState(decoded.result))
if ('code' in imported.result) throw new Error(imported.result.message)
const steps = { taken, encoded, decoded, imported }
const figures = Object.entries(steps).map(([step, { ms, longestMs }]) => ({ step, ms, longestMs }))
const holds = Math.max(taken.longestMs, encoded.longestMs) <= STOP_MS_MAX
if (!holds) process.exitCode = 1
const { length } = encoded.result
const sizes = `${control.members.size} members, ${control.resources.size} resources: ${(length / 1e6).toFixed(1)} MB`
console.log(values.json
  ? JSON.stringify({ members: control.members.size, resources: control.resources.size, bytes: length, figures })
  : [
      sizes, '| a state is | ms | nothing else for, ms |', '|---|---|---|',
      ...figures.map(({ step, ms, longestMs }) => `| ${step} | ${ms.toFixed(0)} | ${longestMs.toFixed(0)} |`),
      `claimed: a save stops everything else for at most ${STOP_MS_MAX} ms; it ${holds ? 'holds' : 'does not hold'}`,
      `load of the machine: ${loadText()}`
    ].join('\n'))
