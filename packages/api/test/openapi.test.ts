/** The OpenAPI document is whole: every route is in it, every reference leads somewhere, every failure is told. */
import t from 'tap'
import { contract, type RouteContract } from '../src/contract.ts'
import { PATHS, type RouteName } from '../src/index.ts'
import { openapi } from '../src/openapi.ts'

type Json = { readonly [key: string]: unknown }
const document = openapi('1.2.3') as {
  paths: Record<string, Record<string, Json>>,
  components: { schemas: Json },
  info: Json,
  openapi: string
}

/** Every object of the document, with its place. */
function * objects (value: unknown, at = '#'): Generator<readonly [at: string, object: Json]> {
  if (value === null || typeof value !== 'object') return
  if (!Array.isArray(value)) yield [at, value as Json]
  for (const [key, field] of Object.entries(value)) yield * objects(field, `${at}/${key}`)
}

t.test('each route of the contract is an operation, and nothing else is', async t => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`)
  )
  t.same(
    operations.toSorted(),
    Object.entries(PATHS)
      .map(([name, { method, path }]) => `${name} ${method} ${path}`)
      .toSorted()
  )
})

t.test('each reference leads to a component, and each component is referred to', async t => {
  const references = new Set([...objects(document)].flatMap(([, { $ref }]) => typeof $ref === 'string' ? [$ref] : []))
  t.same(
    [...references].toSorted(),
    Object.keys(document.components.schemas)
      .map(name => `#/components/schemas/${name}`)
      .toSorted()
  )
})

t.test('each placeholder of a path is a required parameter', async t => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const { operationId, parameters = [] } of Object.values(item) as Array<{
      operationId: string,
      parameters?: Array<{ name: string, in: string, required: boolean, schema: Json }>
    }>) {
      const inPath = parameters.filter(one => one.in === 'path')
      t.same(inPath.map(({ name }) => name), [...path.matchAll(/\{(\w+)\}/g)].map(found => found[1]), operationId)
      t.ok(inPath.every(({ required }) => required))
      t.ok(parameters.every(({ schema }) => typeof schema === 'object'))
    }
  }
})

t.test('each operation has an answer and says how it can fail', async t => {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      const { responses, operationId } = operation as {
        responses: Record<string, { description: string, content: Json }>,
        operationId: string
      }
      t.ok(Object.keys(responses['200']?.content ?? {}).length > 0, `${operationId} answers`)
      for (const [status, { description, content }] of Object.entries(responses)) {
        t.ok(description.length > 0 && (status === '200' || 'application/problem+json' in content), `${path} ${status}`)
      }
    }
  }
})

t.test('the document names its version, and its schemas leak no words of zod', async t => {
  for (const [at, object] of objects(document)) {
    t.notOk('$schema' in object || '$defs' in object || '~standard' in object, at)
  }
  t.equal(document.openapi, '3.1.1')
  t.equal(document.info['version'], '1.2.3')
})

t.test('each path begins with its version, but for probes and metrics', async t => {
  for (const [name, { path, method, access }] of Object.entries(PATHS)) {
    if (['livez', 'readyz', 'healthz', 'metrics'].includes(name)) continue
    t.match(path, /^\/v1\//)
    // What holds the hashes of tokens is not for whoever may only read.
    const secret = name === 'state-export' || name === 'backup-save'
    t.equal(access, method === 'GET' && !secret ? 'read' : 'write', name)
    const route: RouteContract = contract[name as RouteName]
    t.ok(route.about.endsWith('.'), name)
  }
})
