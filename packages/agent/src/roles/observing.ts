/**
 * What roles of this machine see of resources, as facts of the machine's feed, and how others read them.
 *
 * Pure, but for what it is handed. A resource is wanted by the log; how it is only somebody beside it can say, again
 * and again, and that is no history: so it goes the way of the machine's own facts, numbered and signed, and ends with
 * the role that said it.
 */
import { LIMITS } from '@hivemind/base'
import type { Control } from '@hivemind/control'
import type { Publication } from '@hivemind/feed'

/** What a role saw of a resource. `at` is when it was first so, by the clock of its machine. */
export interface Seen {
  readonly role: string
  readonly resource: string
  readonly at: number
  readonly value: unknown
}

interface Said { readonly text: string, readonly at: number }

const START = 'seen/'

/** Names of facts have no capitals, and ids of resources no colon. */
const keyOf = (role: string, resource: string): string =>
  `${START}${role}/${resource.replace(/[A-Z]/g, letter => `:${letter.toLowerCase()}`)}`

/** Of what a role says, what it is there for: resources that there are, of the kinds that it declared. */
export const concerning = (
  { resources }: Pick<Control, 'resources'>, observes: readonly string[], seen: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(seen).filter(([id]) => {
  const kind = resources.get(id)?.kind
  return kind !== undefined && (observes.includes(kind) || observes.includes('*'))
}))

export class Observing {
  readonly #publish: (facts: readonly Publication[]) => void
  readonly #said = new Map<string, ReadonlyMap<string, Said>>()

  constructor (publish: (facts: readonly Publication[]) => void) { this.#publish = publish }

  /**
   * All that a role sees now. What is as before keeps its time, and is no news.
   *
   * @returns why it is too much, then nothing of it is said; null when it is said
   */
  say (role: string, seen: Readonly<Record<string, unknown>>, nowMs: number): string | null {
    const before = this.#said.get(role) ?? new Map<string, Said>()
    const now = new Map(Object.entries(seen).map(([resource, value]): readonly [string, Said] => {
      const text = JSON.stringify(value) ?? 'null'
      const known = before.get(resource)
      return [resource, known?.text === text ? known : { text, at: nowMs }]
    }))
    const all = [...[...this.#said].filter(([name]) => name !== role).map(([, one]) => one), now]
    const problem = tooMuch(all)
    if (problem !== null) return problem
    const gone = [...before.keys()].filter(resource => !now.has(resource))
    const news = [...now].filter(([resource, said]) => before.get(resource) !== said)
    if (now.size === 0) this.#said.delete(role)
    else this.#said.set(role, now)
    if (gone.length + news.length === 0) return null
    this.#publish([
      ...gone.map(resource => ({ key: keyOf(role, resource), value: null })),
      ...news.map(([resource, { text, at }]) => ({
        key: keyOf(role, resource), value: new Uint8Array(Buffer.from(`{"at":${at},"value":${text}}`))
      }))
    ])
    return null
  }
}

/** A machine says more than this on its feed: what it is, and how its processes are. */
function tooMuch (all: ReadonlyArray<ReadonlyMap<string, Said>>): string | null {
  const { observationsMax, observationsBytesMax } = LIMITS
  const count = all.reduce((sum, { size }) => sum + size, 0)
  if (count > observationsMax)
    return `roles of this machine would observe ${count} resources, at most ${observationsMax}`
  const bytes = all.flatMap(one => [...one.values()]).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  return bytes <= observationsBytesMax
    ? null
    : `what roles of this machine observe would have ${bytes} bytes, at most ${observationsBytesMax}`
}

/** What the roles of a machine saw; what cannot be read is left out. */
export function seenIn (facts: ReadonlyMap<string, Uint8Array>): readonly Seen[] {
  const seen: Seen[] = []
  for (const [key, bytes] of facts) {
    const [, role, resource] = key.startsWith(START) ? key.split('/') : []
    if (role === undefined || resource === undefined) continue
    try {
      const { at, value } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Pick<Seen, 'at' | 'value'>
      if (!Number.isSafeInteger(at) || at < 0 || at > LAST_MS || value === undefined) continue
      const id = resource.replace(/:([a-z])/g, (_, letter: string) => letter.toUpperCase())
      seen.push({ role, resource: id, at, value })
    } catch { /* Another release's form. */ }
  }
  return seen
}
/** The last time that a date can hold (ECMA-262, time range). */
const LAST_MS = 8.64e15
