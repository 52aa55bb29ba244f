/**
 * Templates of processes in a manifest: what `hivemind process add` makes processes from.
 *
 * Pure. The forms are those of control, which checks them again; here a person is told at the place of the mistake, and
 * of mistakes that the log would not see: an endpoint that is not there, a word in braces that stands for nothing.
 */
import { LIMITS } from '@hivemind/base'
import { z } from 'zod'

const NAME = /^[a-z][a-z0-9-]{0,31}$/
const PLACE = /\{\{([^{}]*)\}\}/g
const name = z.string().regex(NAME, 'expected lower-case letters, digits and dashes')
const text = z.string().max(1_024)
const most = <Item extends z.ZodType>(item: Item, count: number) => z.array(item).max(count).default([])

const fields = z.strictObject({
  name,
  about: z.string().max(256).default(''),
  multiplicity: z.int().min(1).max(LIMITS.processesMax).default(1),
  opens: most(name, LIMITS.roleWordsMax),
  settings: z.record(name, text).default({}),
  managed: z.boolean().default(true),
  command: most(text, LIMITS.roleWordsMax),
  environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), text).default({}),
  endpoints: most(z.strictObject({
    name, port: z.int().min(1).max(65_535), most: z.int().min(1).max(LIMITS.portsTriedMax).default(100)
  }), LIMITS.endpointsMax),
  check: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('tcp'), endpoint: name }),
    z.strictObject({ type: z.literal('pid-file'), path: text })
  ]).default({ type: 'none' }),
  restarts: z.int().min(0).max(1_000).default(5),
  stop: z.strictObject({
    signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP']).default('SIGTERM'),
    ms: z.int().min(0).max(3_600_000).default(10_000),
    kills: z.boolean().default(true)
  }).prefault({}),
  user: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'expected the name of an account').optional()
})
type Template = z.output<typeof fields>

export const template = fields.superRefine((made, context) => {
  for (const [field, message] of mistakes(made)) context.addIssue({ code: 'custom', path: [field], message })
})
/** A template as a role writes it: its name is the key that it stands under. */
export type ProcessInput = Omit<z.input<typeof template>, 'name'>

/** What is wrong with a template as a whole, by its field. */
function* mistakes (
  { managed, command, check, endpoints, opens, settings, environment, user }: Template
): Generator<readonly [string, string]> {
  if (managed && command.length === 0) yield ['command', 'expected a program: what is managed is started']
  if (!managed && command.length > 0) yield ['command', 'expected none: what is not managed is never started']
  if (!managed && user !== undefined) yield ['user', 'expected none: what is not managed is never started']
  if (!managed && check.type === 'none')
    yield ['check', 'expected a port or a pid file: what is not managed is watched']
  const names = endpoints.map(endpoint => endpoint.name)
  if (new Set(names).size < names.length) yield ['endpoints', 'expected each name once']
  if (check.type === 'tcp' && !names.includes(check.endpoint))
    yield ['check', `there is no endpoint "${check.endpoint}"`]
  if (Object.hasOwn(settings, 'instances')) yield ['settings', 'instances is set by multiplicity']
  const closed = opens.find(one => one !== 'instances' && !Object.hasOwn(settings, one))
  if (closed !== undefined) yield ['opens', `there is no setting "${closed}" that could be opened`]
  const known = new Set([
    'name', 'member', 'instance', ...names.map(one => `port.${one}`), ...Object.keys(settings)
  ])
  const paths = check.type === 'pid-file' ? [check.path] : []
  const texts = { command, environment: Object.values(environment), check: paths }
  for (const [field, words] of Object.entries(texts)) {
    const unknown = words.flatMap(word => [...word.matchAll(PLACE)]).find(([, key = '']) => !known.has(key))
    if (unknown !== undefined) yield [field, `${unknown[0]} stands for nothing; there are ${[...known].join(', ')}`]
  }
}
