/** `hivemind recover apply`. */
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { offline } from '../offline.ts'
import { misused } from '../options.ts'
import { reasonOption, yesOption } from '../reply.ts'

interface Applied {
  readonly hash: string
  readonly survivor: string
  readonly directory: string
  readonly already: boolean
  readonly written: {
    readonly index: number
    readonly term: number
    readonly epoch: number
    readonly txid: string
  } | null
}

export const recoverApply = defineCommand({
  name: 'recover apply',
  about: 'Go on without the lost voters, as a plan says: one survivor at once, the others behind it.',
  details: 'Everything is compared again; if anything moved since the plan, nothing is written. It writes one disk, once: an entry that says who, when and why, with which the epoch rises. Applying the same plan twice does nothing. Then start the agents.',
  examples: [
    'hivemind recover apply /var/lib/hivemind --plan 1f0c8a2b44d09e17 --reason "b and c burnt"',
    'hivemind recover apply ./a ./d --plan 1f0c8a2b44d09e17 --reason drill --yes'
  ],
  operands: [
    { name: 'SURVIVOR', about: 'The same survivors as in the plan; that which goes on as a directory.', many: true }
  ],
  options: {
    plan: { kind: 'text', value: 'HASH', about: 'Hash of the plan that was read, or its first 12 digits or more.' },
    reason: reasonOption,
    yes: yesOption
  },
  async run ({ options, operands }, context) {
    if (options.plan === undefined || options.plan.length < 12)
      throw misused('--plan is the hash that recover plan printed, or at least its first 12 digits')
    const sources = operands.map(source => resolve(source))
    await confirm(context, options.yes, 'recover', 'Writing a new history gives up the lost voters for ever')
    const request = {
      type: 'recover-apply',
      sources,
      plan: options.plan,
      reason: options.reason ?? '',
      actor: `operator:${person()}`
    }
    const applied = await offline<Applied>(context, request)
    const { survivor, written, already, directory } = applied
    context.output.show({
      kind: 'RecoveryApplied',
      item: applied,
      text: () => already || written === null
        ? `plan ${applied.hash} was applied before to the log of ${survivor}`
        : `${survivor} goes on in epoch ${written.epoch}\nindex ${written.index}  term ${written.term}  epoch ${written.epoch}  txid ${written.txid}`
    })
    if (context.output.form === 'table')
      context.talk.hint(`next: hivemind agent start --data-dir ${directory}; then the other survivors`)
    return EXIT.ok
  }
})

/** Who is at the keyboard, for the log. */
export function person (): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // A user id without a name.
  }
}
