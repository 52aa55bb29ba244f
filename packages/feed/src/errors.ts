/** Refusals of what a node wants to publish. Pure. */
import { defineErrors, EXIT, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_FEED_FACT: {
    about: 'A fact that was to be published has no name, or a name or value above its limit.',
    hint: 'Publish less under that name; the message says how much was found and how much fits.',
    exit: EXIT.failure, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_FEED_FULL: {
    about: 'One machine wants to publish more facts, or more bytes of them, than others hold of it.',
    hint: 'Take facts back that nobody needs; larger things belong in a store, with their name in a fact.',
    exit: EXIT.failure, status: 413, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing(errors)
