/**
 * What is wanted of a task, as words of the command line, and what they say in a request.
 *
 * Touches files that are named with an @.
 */
import type { CallArguments } from '@hivemind/api'
import type { Values } from './command.ts'
import { parsed, selectorOption } from './wanted.ts'

export const taskOptions = {
  selector: selectorOption,
  input: { kind: 'text', short: 'i', value: 'JSON', about: 'What the action is given: a JSON object, or @FILE.' },
  on: { kind: 'text', value: 'NAMES', about: 'Members that do it, with commas between them; all holders when left out.' },
  any: { kind: 'flag', about: 'One of the holders does it, whichever there is then.' },
  queue: { kind: 'text', short: 'q', value: 'NAME', about: 'The queue in whose order it is done.' },
  hold: { kind: 'flag', about: 'If it fails, its queue waits until it is retried or cancelled.' },
  tries: {
    kind: 'count', value: 'COUNT', standard: '1', least: 1, about: 'Failures after which a target is given up.'
  }
} as const

type Wanted = CallArguments<'cron-add'>[0]['body']['task']

export function taskOf (role: string, action: string, options: Values<typeof taskOptions>): Wanted {
  const { input, on = '', selector = '', any, queue = '', hold: holds, tries } = options
  const members = on.split(',').map(name => name.trim()).filter(name => name !== '')
  const given = input === undefined ? {} : { input: parsed(input) }
  return { role, action, members, selector, any, queue, holds, tries, ...given }
}
