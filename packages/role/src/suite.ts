/**
 * What every role keeps, as checks that anybody can run on one: `hivemind role test PATH`.
 *
 * Touches whatever the role touches. Each check gets a world of its own, on each of the role's samples.
 */
import type { Role, Sample } from './definition.ts'
import { Harness } from './harness.ts'
import type { RoleState } from './state.ts'

export interface Finding {
  readonly check: string
  readonly sample: number
  readonly ok: boolean
  readonly reason: string
}

/** Longest wait for a role that should settle or end, milliseconds. */
const PATIENCE_MS = 5_000

type Check = (role: Role, sample: Sample, patienceMs: number) => Promise<string | null>

const CHECKS: Readonly<Record<string, Check>> = {
  'select is pure and its view is JSON': async (role, { config = {}, state }) => {
    const read = role.readConfig(config)
    if ('refusal' in read) return read.refusal.message
    const whole = frozen(stateOf(state))
    const [one, other] = [role.select(whole, read.config), role.select(structuredClone(whole), read.config)]
    const text = JSON.stringify(one)
    if (text !== JSON.stringify(other)) return 'equal states give different views'
    return JSON.stringify(JSON.parse(text ?? 'null')) === (text ?? 'null') ? null : 'the view is no JSON'
  },

  'reconcile brings the world to agree': async (role, sample, patienceMs) =>
    await within(role, sample, async world => {
      world.apply(sample.state).grant()
      if (!(await inTime(world.settled(), patienceMs)))
        return `it does not settle: ${world.failures.at(-1) ?? 'it never ends'}`
      return null
    }),

  'reconcile is idempotent: after a restart it finds its work done': async (role, sample, patienceMs) =>
    await within(role, sample, async world => {
      world.apply(sample.state).grant()
      if (!await inTime(world.settled(), patienceMs)) return 'it does not settle'
      const before = world.written.length
      world.restart()
      if (!await inTime(world.settled(), patienceMs)) return 'it does not settle after a restart'
      // What it wrote is not in the sample's state, so it may write it once more, and not something else.
      const [first, second] = [world.written.slice(0, before), world.written.slice(before)].map(rows =>
        JSON.stringify(rows.map(({ fact }) => fact)))
      return second === '[]' || first === second ? null : 'it writes other things the second time'
    }),

  'a change of what it does not select is no work': async (role, sample, patienceMs) =>
    await within(role, sample, async world => {
      world.apply(sample.state).grant()
      if (!(await inTime(world.settled(), patienceMs))) return 'it does not settle'
      const { reconciled } = world
      world.apply(sample.state)
      if (!(await inTime(world.settled(), patienceMs))) return 'it does not settle again'
      return world.reconciled === reconciled ? null : 'it reconciles a view that did not change'
    }),

  'it ends when it is aborted': async (role, sample, patienceMs) => await within(role, sample, async world => {
    world.apply(sample.state).grant()
    return await inTime(world.revoke(), patienceMs) ? null : `it goes on ${patienceMs} ms after its signal was aborted`
  }),

  'it does nothing after its fence is revoked': async (role, sample, patienceMs) =>
    await within(role, sample, async world => {
      world.apply(sample.state).grant()
      if (!(await inTime(world.revoke(), patienceMs))) return 'it does not end'
      const { reconciled } = world
      const wrote = world.written.length
      world.apply({ resources: [], members: [] }).apply(sample.state)
      await new Promise(resolve => setImmediate(resolve))
      if (world.refused.length > 0) return `it writes ${world.refused[0]?.fact.type} under a fence that is over`
      return world.reconciled === reconciled && world.written.length === wrote ? null : 'it works on'
    }),

  'it keeps its degraded contract': async (role, sample, patienceMs) => await within(role, sample, async world => {
    await world.degrade(true)
    world.apply(sample.state).grant()
    if (role.manifest.degraded === 'stop') return world.reconciled === 0 ? null : 'it works without a quorum'
    return await inTime(world.settled(), patienceMs)
      ? null
      : `it says that it goes on without a quorum, and does not: ${world.failures.at(-1) ?? 'it never ends'}`
  })
}

/**
 * Try a role on its samples.
 *
 * @param patienceMs - longest wait for it to settle or to end
 * @returns one finding for each check and sample, in order
 */
export async function conform (role: Role, patienceMs = PATIENCE_MS): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const [at, sample] of role.samples.entries()) {
    for (const [check, run] of Object.entries(CHECKS)) {
      const reason = await run(role, sample, patienceMs).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error)
      )
      findings.push({ check, sample: at, ok: reason === null, reason: reason ?? '' })
    }
  }
  return findings
}

async function within (
  role: Role,
  { config = {} }: Sample,
  check: (world: Harness) => Promise<string | null>
): Promise<string | null> {
  const world = new Harness(role, { config })
  try {
    return await check(world)
  } finally {
    void world.stop() // One that never ends is left behind.
  }
}

async function inTime (work: Promise<void>, patienceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => { timer = setTimeout(() => resolve(false), patienceMs) })
  const done = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return done
}

const stateOf = (state: Partial<RoleState>): RoleState => ({
  self: { id: '12D3KooWa', name: 'a' },
  members: [],
  resources: [],
  feeds: [],
  degraded: false,
  ...structuredClone(state)
})

function frozen<Value> (value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const field of Object.values(value)) frozen(field)
    Object.freeze(value)
  }
  return value
}
