/** Roles for tests: a good one, and the same with one flaw each. */
import { z } from 'zod'
import { defineRole, type RoleDefinition } from '../src/index.ts'

const config = z.object({ greeting: z.string().default('hello') })
type Definition = RoleDefinition<typeof config, readonly string[]>

export const site = (name: string) =>
  ({ id: `R-${name}`, kind: 'site', name, definition: {}, tags: {}, parent: '', keys: [], version: 1 })

/** Writes an event when it sees a site for the first time; `over` spoils it. */
export function greeter (over: Partial<Definition> = {}, seen = new Set<string>()) {
  return defineRole<typeof config, readonly string[]>({
    name: 'greeter',
    version: '1.2.3',
    holders: 'one',
    watches: { resources: ['site'] },
    proposes: { events: ['greeted'] },
    config,
    select: ({ resources }) => resources.map(({ name }) => name).sort(),
    async reconcile (names, context) {
      for (const name of names) {
        if (seen.has(name)) continue
        await context.propose({ type: 'event-appended', body: { event: 'greeted', payload: name } })
        seen.add(name)
      }
    },
    samples: [{ state: {} }, { state: { resources: [site('a'), site('b')] } }],
    ...over
  })
}
