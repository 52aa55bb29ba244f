/**
 * The contract as an OpenAPI 3.1 document, so that other languages can speak to an agent.
 *
 * Pure. Source: OpenAPI 3.1.1; JSON Schema 2020-12.
 */
import { z } from 'zod'
import { contract, PATHS, problem, type RouteContract, type RouteName } from './contract.ts'
import { type ApiErrorCode, apiErrors } from './errors.ts'

type Json = { [key: string]: unknown }

/** Codes that any route but a probe can answer with. */
const ANYWHERE: readonly ApiErrorCode[] = [
  'HIVE_API_BAD_REQUEST',
  'HIVE_API_UNAUTHENTICATED',
  'HIVE_API_FORBIDDEN',
  'HIVE_AGENT_STOPPING',
  'HIVE_BUSY',
  'HIVE_API_INTERNAL'
]
const REFERENCE = '#/components/schemas/'

/** Build the document. Schemas with an id become components, everything else is written out in place. */
export function openapi (version: string): Json {
  const schemas = new Schemas()
  const paths: { [path: string]: Json } = {}
  for (const name of Object.keys(contract) as RouteName[]) {
    const { method, path } = PATHS[name]
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name, contract[name], schemas) }
  }
  schemas.add(problem, 'output')
  return {
    openapi: '3.1.1',
    info: {
      title: 'hivemind agent',
      version,
      description: 'What a local program may ask of the agent on its machine.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
    },
    servers: [
      {
        url: 'http://agent',
        description: 'The unix socket agent.sock in the data directory; the host name does not matter.'
      }
    ],
    security: [{}, { bearer: [] }],
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'Needed over TCP only.' } }
    }
  }
}

function operation (name: RouteName, route: RouteContract, schemas: Schemas): Json {
  const { access } = PATHS[name]
  const parameters = [
    ...parametersOf(route.params, 'path', schemas),
    ...parametersOf(route.query, 'query', schemas),
    ...(name === 'log-follow'
      ? [{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string', pattern: '^[0-9]+$' } }]
      : [])
  ]
  return {
    operationId: name,
    summary: route.about,
    tags: [PATHS[name].path.split('/')[2] ?? 'probes'],
    'x-hivemind-access': access,
    ...(access === 'probe' ? { security: [{}] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemas.add(route.body, 'input') } }
          }
        }
      : {}),
    responses: { 200: success(route, schemas), ...failures(name, route, schemas) }
  }
}

function success (route: RouteContract, schemas: Schemas): Json {
  const content: Json = {}
  if (route.stream?.when !== 'always') {
    content[route.media ?? 'application/json'] = { schema: schemas.add(route.response, 'output') }
  }
  // One event or one line has this shape; OpenAPI 3.1 has no word yet for a sequence of them.
  if (route.stream !== undefined) content[route.stream.media] = { schema: schemas.add(route.stream.row, 'output') }
  return { description: route.about, content }
}

function failures (name: RouteName, route: RouteContract, schemas: Schemas): Json {
  const probe = name === 'livez' || name === 'readyz' || name === 'healthz'
  const byStatus = Map.groupBy(new Set([...ANYWHERE, ...route.errors]), code => apiErrors[code].status)
  const responses: Json = {}
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    const content: Json = { 'application/problem+json': { schema: { $ref: `${REFERENCE}Problem` } } }
    if (probe && status === 503) content['application/json'] = { schema: schemas.add(route.response, 'output') }
    responses[status] = { description: codes.map(code => `${code}: ${apiErrors[code].about}`).join(' '), content }
  }
  responses['default'] = {
    description: 'A refusal by the cluster; its code is in docs/errors.md.',
    content: { 'application/problem+json': { schema: { $ref: `${REFERENCE}Problem` } } }
  }
  return responses
}

function parametersOf (schema: z.ZodType | undefined, where: 'path' | 'query', schemas: Schemas): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = schemas.add(schema, 'input') as {
    properties?: { [name: string]: Json },
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest
  }))
}

/** Components gathered while operations are written. */
class Schemas {
  readonly components: Json = {}

  /** JSON Schema of a zod schema; named parts move to the components. */
  add (schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _,
      $defs = {},
      id,
      ...written
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json, id?: string }
    for (const [name, part] of Object.entries($defs)) this.components[name] = this.#relocate(withoutId(part as Json))
    if (id === undefined) return this.#relocate(written)
    this.components[id] = this.#relocate(written)
    return { $ref: REFERENCE + id }
  }

  /** Point references at the components. */
  #relocate (part: Json): Json {
    return JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"${REFERENCE}`)) as Json
  }
}

function withoutId ({ id: _, ...rest }: Json): Json {
  return rest
}
