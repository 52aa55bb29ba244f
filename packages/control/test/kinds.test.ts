/**
 * Goal: a kind with a schema judges its resources: what does not fit is refused with its field, what was left out is
 * filled in, and the unique keys that follow come and go with the resource.
 * Method: entries by hand; schemas that are none, each with the word that is wrong.
 */
import t from 'tap'
import { type Control, exportState, importState } from '../src/index.ts'
import { apply, founded } from './facts.ts'

const VM = {
  type: 'object', additionalProperties: false, required: ['ip'],
  properties: {
    ip: { type: 'string', minLength: 7, maxLength: 15, key: 'ip' },
    cpus: { type: 'integer', minimum: 1, maximum: 64, default: 2 },
    size: { type: 'string', enum: ['small', 'large'], default: 'small' },
    disks: {
      type: 'array', maxItems: 2,
      items: {
        type: 'object', required: ['gb'],
        properties: { gb: { type: 'number', minimum: 0.5 }, mac: { type: 'string', key: 'mac' } }
      }
    }
  }
}
const WANTED = { tags: {}, parent: '', keys: [] }
const define = (control: Control, kind: string, schema: object, from = 0) =>
  apply(control, 'kind-defined', { kind, schema: schema as never, from }).refusal
const create = (control: Control, id: string, definition: object, keys: readonly string[] = []) =>
  apply(control, 'resource-created', { ...WANTED, id, kind: 'vm', name: id, definition: definition as never, keys })
    .refusal
const change = (control: Control, id: string, from: number, definition: object) =>
  apply(control, 'resource-changed', { ...WANTED, id, name: id, from, definition: definition as never }).refusal
const keysOf = ({ keys }: Control): string[] => [...keys.keys()].filter(key => !key.startsWith('name-')).sort()

t.test('what was left out is filled in, and the keys that follow are claimed and released', async t => {
  const control = founded()
  t.equal(define(control, 'vm', VM), null)
  t.equal(create(control, 'R1', { ip: '10.0.0.5', disks: [{ gb: 20, mac: '02:00' }] }, ['port-a/80']), null)
  const { definition, claims, keys } = control.resources.get('R1') ?? {}
  t.same(definition, { ip: '10.0.0.5', cpus: 2, size: 'small', disks: [{ gb: 20, mac: '02:00' }] })
  t.same([keys, claims], [['port-a/80'], ['ip-10.0.0.5', 'mac-02:00']])
  t.same(keysOf(control), ['ip-10.0.0.5', 'mac-02:00', 'port-a/80'])
  const taken = create(control, 'R2', { ip: '10.0.0.5' })
  t.match(taken, { code: 'HIVE_KEY_TAKEN', message: /^ip-10\.0\.0\.5 is held by vm\/R1/ })
  t.notOk(control.resources.has('R2'), 'nothing of it is there')
  t.equal(change(control, 'R1', 1, { ip: '10.0.0.6' }), null)
  t.same(keysOf(control), ['ip-10.0.0.6'])
  t.equal(create(control, 'R2', { ip: '10.0.0.5' }), null, 'what a change gave up is free')
  const again = importState(JSON.parse(JSON.stringify(exportState(control))))
  t.same('code' in again ? again : exportState(again), exportState(control))
  apply(control, 'resource-removed', { id: 'R1', from: 2 })
  t.same(keysOf(control), ['ip-10.0.0.5'])
})

t.test('what does not fit is refused with its field', async t => {
  const control = founded()
  define(control, 'vm', VM)
  const cases: ReadonlyArray<readonly [object, string]> = [
    [{}, 'definition.ip of vm/R1 is missing, expected a value'],
    [{ ip: 5 }, 'definition.ip of vm/R1 is 5, expected a value of type string'],
    [{ ip: '10.0' }, 'definition.ip of vm/R1 is "10.0", expected 7 to 15 characters'],
    [{ ip: '10 0 0 5' }, 'definition.ip of vm/R1 is "10 0 0 5", expected what can be the value of a unique key, as in ip-1'],
    [{ ip: '10.0.0.5', cpus: 65 }, 'definition.cpus of vm/R1 is 65, expected 1 to 64'],
    [{ ip: '10.0.0.5', cpus: 1.5 }, 'definition.cpus of vm/R1 is 1.5, expected a whole number'],
    [{ ip: '10.0.0.5', size: 'huge' }, 'definition.size of vm/R1 is "huge", expected "small" or "large"'],
    [{ ip: '10.0.0.5', disks: [{ gb: 1 }, { gb: 0 }] }, 'definition.disks[1].gb of vm/R1 is 0, expected at least 0.5'],
    [{ ip: '10.0.0.5', disks: [{}, {}, {}] }, 'definition.disks of vm/R1 is [{},{},{}], expected 0 to 2 items'],
    [{ ip: '10.0.0.5', cpu: 1 }, 'definition.cpu of vm/R1 is 1, expected no such field; there are ip, cpus, size, disks']
  ]
  for (const [definition, message] of cases)
    t.match(create(control, 'R1', definition), { code: 'HIVE_RESOURCE_DEFINITION', message })
  t.equal(control.resources.size, 0)
  t.equal(create(control, 'R1', { ip: '10.0.0.5' }), null)
  t.match(change(control, 'R1', 1, { cpus: 4 }), { code: 'HIVE_RESOURCE_DEFINITION', message: /definition\.ip/ })
})

t.test('what is no schema is refused with its word', async t => {
  const control = founded()
  const field = (schema: object) => ({ type: 'object', properties: { a: schema } })
  const cases: ReadonlyArray<readonly [object, string]> = [
    [{}, 'schema.type is missing, expected string, integer, number, boolean, array, object'],
    [{ type: 'string' }, 'schema.type is "string", expected object'],
    [field({ type: 'string', pattern: 'a*' }), 'schema.properties.a.pattern is no word of string; there are type, title'],
    [field({ type: 'integer', minimum: '1' }), 'schema.properties.a.minimum is "1", expected a number'],
    [field({ type: 'integer', minimum: 1, default: 0 }), 'schema.properties.a.default is 0, expected at least 1'],
    [field({ type: 'string', key: 'ip', default: 'x' }), 'schema.properties.a.default stands beside key'],
    [field({ type: 'boolean', key: 'ip' }), 'schema.properties.a.key is no word of boolean'],
    [{ type: 'object', required: ['a'] }, 'schema.required names "a", which properties has not'],
    [field({ type: 'array', items: { type: 'any' } }), 'schema.properties.a.items.type is "any", expected string']
  ]
  for (const [schema, message] of cases) {
    const refusal = define(control, 'vm', schema)
    t.equal(refusal?.code, 'HIVE_KIND_SCHEMA')
    t.ok(refusal?.message.startsWith(message), `${refusal?.message}: ${message}`)
  }
})

t.test('a schema is changed only to one that fits all that is there, and claims what it claimed', async t => {
  const control = founded()
  t.equal(create(control, 'R1', { cpus: 2 }), null, 'any definition fits a kind without a schema')
  const cpus = (maximum: number) => ({ type: 'object', properties: { cpus: { type: 'integer', maximum } } })
  const inUse = (schema: object, message: RegExp) =>
    t.match(define(control, 'vm', schema), { code: 'HIVE_KIND_IN_USE', message })
  inUse(cpus(1), /vm\/R1 would not fit: definition\.cpus is 2/)
  inUse(VM, /vm\/R1 is there, and the schema claims other keys/)
  t.equal(define(control, 'vm', cpus(4)), null)
  t.match(define(control, 'vm', cpus(5)), { code: 'HIVE_KIND_CHANGED' })
  t.equal(define(control, 'vm', cpus(5), 1), null)
  t.equal(apply(control, 'kind-removed', { kind: 'vm', from: 2 }).refusal, null)
  t.match(apply(control, 'kind-removed', { kind: 'vm', from: 2 }).refusal, { code: 'HIVE_KIND_UNKNOWN' })
  apply(control, 'resource-removed', { id: 'R1', from: 1 })
  define(control, 'vm', VM)
  create(control, 'R2', { ip: '10.0.0.5' })
  t.match(apply(control, 'kind-removed', { kind: 'vm', from: 1 }).refusal, { code: 'HIVE_KIND_IN_USE' })
})
