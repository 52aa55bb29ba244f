/**
 * The manifest: what a role says of itself before any of its code runs.
 *
 * Pure. The forms are those of control, which checks them again; here a person is told at the place of the mistake.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import { z } from 'zod'
import { refuse } from './errors.ts'
import { template } from './processes.ts'

const capability = z.string().regex(/^[a-z][a-z0-9.-]{0,62}\/\d{1,4}$/, 'expected a capability such as dns.records/1')
const capabilities = z.array(capability).max(LIMITS.roleWordsMax).default([])
const words = (form: RegExp) =>
  z
    .array(z.union([z.literal('*'), z.string().regex(form)]))
    .max(LIMITS.roleWordsMax)
    .default([])
const KIND = /^[a-z][a-z0-9-]{0,31}$/
const topics = z
  .array(z.string().regex(KIND, 'expected a topic of lower-case letters, digits and dashes'))
  .max(LIMITS.roleWordsMax)
  .default([])

export const manifest = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and dashes'),
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}(-[A-Za-z0-9.-]{1,32})?$/, 'expected a version such as 1.4.2'),
  about: z.string().max(256).default(''),
  performs: capabilities,
  requires: capabilities,
  bootstrapRequires: capabilities,
  /** How many members hold it at once. */
  holders: z.union([z.literal('one'), z.literal('every'), z.int().min(1).max(100)]),
  /** What its holders do without a quorum. */
  degraded: z.enum(['continue', 'stop']).default('stop'),
  watches: z.strictObject({ members: z.boolean().default(false), resources: words(KIND), feeds: topics }).prefault({}),
  /** Topics of feeds on which it says something of its machine. One role of a machine publishes a topic. */
  publishes: topics,
  /** Kinds of resources of which it says what it sees. */
  observes: words(KIND),
  proposes: z.strictObject({
    events: words(/^[A-Za-z][A-Za-z0-9._/-]{0,127}$/), resources: words(KIND), keys: words(/^[a-z][a-z0-9]{0,31}$/)
  }).prefault({}),
  /** What it can be asked to do; made by `defineRole`. */
  actions: z.array(z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected an action of lower-case letters, digits and dashes'),
    about: z.string().max(256),
    /** Whether it may be done again when nobody knows how far it came. */
    repeatable: z.boolean()
  })).max(LIMITS.roleWordsMax).default([]),
  /** What its processes are made from; made by `defineRole`. */
  processes: z.array(template).max(LIMITS.templatesMax).default([]),
  /** Kinds of resources that it brings; made by `defineRole`. The log judges the words of their schemas. */
  kinds: z.array(z.strictObject({
    kind: z.string().regex(KIND, 'expected a kind of lower-case letters, digits and dashes'),
    schema: z.record(z.string(), z.json()).refine(({ type }) => type === 'object', 'expected a schema of type object')
  })).max(LIMITS.roleKindsMax).default([])
})
export type Manifest = z.output<typeof manifest>
export type ManifestInput = z.input<typeof manifest>

/** Read a manifest; HIVE_ROLE_MANIFEST names the field. */
export function readManifest (raw: unknown): Manifest | Refusal {
  const read = manifest.safeParse(raw)
  return read.success ? read.data : refuse('HIVE_ROLE_MANIFEST', wordsOf(read.error))
}

/** The first thing that is wrong, with its place. */
export function wordsOf (error: z.ZodError): string {
  const [first] = error.issues
  if (first === undefined) return 'something is wrong'
  const path = first.path.map(String).join('.')
  return `${path === '' ? 'it' : path}: ${first.message}`.slice(0, 500)
}

/** A number of holders as the log has it. */
export const holdersCount = (holders: Manifest['holders']): number =>
  holders === 'every' ? 0 : holders === 'one' ? 1 : holders

/**
 * Whether code of one version may run where another was enabled: the same major version (semver 2.0.0), and not an
 * older one.
 */
export function fits (found: string, enabled: string): boolean {
  const [have, want] = [found, enabled].map(version => version.split('-')[0]?.split('.').map(Number) ?? [])
  const [major = 0, minor = 0, patch = 0] = have ?? []
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = want ?? []
  if (major !== wantedMajor) return false
  return minor !== wantedMinor ? minor > wantedMinor : patch >= wantedPatch
}
