/** `hivemind role doctor NAME`. */
import { EXIT, HivemindError } from '@hivemind/base'
import { checksText } from '../checks-text.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { type Examined, roleChecks } from '../role-checks.ts'

export const roleDoctor = defineCommand({
  name: 'role doctor',
  about: 'Check a role on this machine, and say what to do about each finding.',
  details: 'It looks at its code (manifest, handshake, settings, version), at what it requires and who holds it, at what it does without a quorum, and at its process here: how it is, its last crashes, its memory. Changes nothing. Exit code 0 when nothing fails (warnings are allowed), 1 when something does, 5 when there is no such role.',
  examples: ['hivemind role doctor dns', 'hivemind role doctor pages -o json'],
  operands: [{ name: 'NAME', about: 'Name of an enabled role.' }],
  options: {},
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    const { item: role } = await client.call('role-show', { params: { name } })
    const status = await client.status()
    const items = roleChecks(role, await examined(context, name), status)
    context.output.show({ kind: 'CheckList', items, text: look => checksText(items, look) })
    return items.some(({ verdict }) => verdict === 'failing') ? EXIT.failure : EXIT.ok
  }
})

/** What its code says of itself; a refusal is a finding. */
async function examined (context: Context, name: string): Promise<Examined> {
  try {
    const client = await context.client()
    return (await client.call('role-describe', { params: { name }, body: {} })).item
  } catch (error) {
    if (error instanceof HivemindError) return error
    throw error
  }
}
