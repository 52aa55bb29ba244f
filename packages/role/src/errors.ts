/** Refusals of roles: of their code, their manifest, their settings, and of what they say. Pure. */
import { defineErrors, type Refusal, refusing, sharedErrors } from '@hivemind/base'

const FINAL = { changed: 'no', retry: 'no' } as const

export const errors = defineErrors({
  HIVE_ROLE_LOAD: {
    about: 'The code of a role cannot be loaded, or is none.',
    hint: 'Try it where it is: hivemind role test PATH.',
    exit: 2, status: 400, ...FINAL
  },
  HIVE_ROLE_MANIFEST: {
    about: 'What a role says of itself is not of the form that a manifest has.',
    hint: 'Correct the named field in defineRole.',
    exit: 2, status: 400, ...FINAL
  },
  HIVE_ROLE_CONFIG: {
    about: 'The settings are not what the role wants.',
    hint: 'Correct the named setting and enable the role again.',
    exit: 2, status: 400, ...FINAL
  },
  HIVE_ROLE_ACTION: {
    about: 'The role has no such action, or the action takes other input.',
    hint: 'Add the task again with input as the message says.',
    exit: 2, status: 400, ...FINAL
  },
  HIVE_ROLE_VERSION: {
    about: 'The code of the role on this machine, or the protocol it speaks, does not fit what was enabled.',
    hint: 'Bring the same major version to this machine, or enable the one that is here.',
    exit: 6, status: 409, ...FINAL
  },
  HIVE_ROLE_PROTOCOL: {
    about: 'The process of a role said something that nobody understands, or too much.',
    hint: 'None: the process is ended and started again. Report it to who wrote the role.',
    exit: 1, status: 502, ...FINAL
  },
  HIVE_ROLE_USER: {
    about: 'A role is to run as an account that this machine does not have, or that the agent cannot give it.',
    hint: 'Make the account here and let it read the code of the role, or enable the role for machines that have it.',
    exit: 6, status: 409, ...FINAL
  },
  HIVE_ROLE_REVOKED: {
    about: 'The role is not held here any more: its work is over, and it writes nothing.',
    hint: 'None: whoever holds the role now does the work.',
    exit: 6, status: 409, ...FINAL
  },
  HIVE_ROLE_ASK: {
    about: 'A role was asked what it does not answer, or not in the form that it answers.',
    hint: 'Look at what the role says of itself in its README.',
    exit: 2, status: 400, ...FINAL
  },
  HIVE_ROLE_DECLINED: {
    about: 'A role did not do what it was asked for; the message is its own.',
    hint: 'Do as the message says, and ask again.',
    exit: 6, status: 409, ...FINAL
  },
  HIVE_ROLE_ELSEWHERE: {
    about: 'A role was asked on a machine where it does not work now.',
    hint: 'See where it works with: hivemind role list. Ask that agent with --addr or --data-dir.',
    exit: 5, status: 404, changed: 'no', retry: 'yes'
  },
  HIVE_ROLE_FACTS: {
    about: 'A role wants to publish more than a machine may say on one topic, or on a topic that it did not declare.',
    hint: 'Publish less, or name the topic in "publishes" of the manifest.',
    exit: 1, status: 409, ...FINAL
  },
  HIVE_ROLE_ENDED: {
    about: 'The process of a role ended before it answered.',
    hint: 'Look at its last words: hivemind role show NAME.',
    exit: 1, status: 502, changed: 'no', retry: 'yes'
  }
})

export const refuse = refusing({ ...sharedErrors, ...errors })

/** A refusal that came from the other side of a pipe, as far as it is one. */
export function refusalFrom (code: string, message: string): Refusal {
  if (Object.hasOwn({ ...sharedErrors, ...errors }, code)) return refuse(code as keyof typeof errors, message)
  const known = /^HIVE_[A-Z0-9_]{1,59}$/.test(code) ? code : 'HIVE_ROLE_PROTOCOL'
  const hint = 'Look the code up in docs/errors.md.'
  return { code: known as Refusal['code'], message, hint, exit: 1, status: 409, changed: 'no', retry: 'no' }
}
