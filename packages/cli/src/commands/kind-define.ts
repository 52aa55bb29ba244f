/** `hivemind kind define KIND SCHEMA`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { parsed } from '../wanted.ts'

export const kindDefine = defineCommand({
  name: 'kind define',
  about: 'Give a kind of resources a schema, or another one.',
  details: 'Definitions are judged by it, completed by its defaults, and claim the unique keys that it names, in the entry that makes or changes the resource. A schema is a part of JSON Schema: type, properties, required, additionalProperties, items, enum, default, minimum, maximum, minLength, maxLength, minItems, maxItems, title, description; and key, the family of the unique key that the value claims. Refused (exit 6) while a resource is there that would not fit, and for a kind that an enabled role brought.',
  examples: [
    'hivemind kind define vm @vm.schema.json',
    'hivemind kind define site \'{"type":"object","properties":{"port":{"type":"integer","minimum":1,"maximum":65535,"default":80}}}\'',
    'hivemind kind define vm \'{"type":"object","required":["ip"],"properties":{"ip":{"type":"string","key":"ip"}}}\''
  ],
  operands: [
    { name: 'KIND', about: 'A lower-case word of yours.' },
    { name: 'SCHEMA', about: 'A JSON object, or @FILE.' }
  ],
  options: {
    from: { kind: 'count', least: 0, value: 'REVISION', about: 'Only if it is at this revision still, 0 for none.' },
    reason: reasonOption
  },
  async run ({ operands: [name = '', text = ''], options: { from, reason } }, context) {
    const schema = parsed(text)
    const client = await context.client()
    const body = { name, schema, ...from === undefined ? {} : { revision: from }, ...reasonOf(reason) }
    const reply = await client.call('kind-define', { body })
    showWritten(context, reply, `defined ${name}, revision ${reply.item.kind.revision}`)
    return EXIT.ok
  }
})
