/**
 * The part of the contract that is about resources and unique keys.
 *
 * Pure.
 */
import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { found, waits } from './route-codes.ts'
import { list, one } from './schemas/envelope.ts'
import * as registry from './schemas/registry.ts'

export const registryContract = {
  'resource-list': {
    about: 'Resources, by kind, tags or what they stand on.',
    query: registry.resourceQuery,
    response: list('ResourceList', registry.resource),
    errors: found
  },
  'resource-show': {
    about: 'One resource, by id, by name, or by kind and name with a slash between.',
    params: z.strictObject({ name: registry.resourceRef }),
    response: one('Resource', registry.resourceShown),
    errors: found
  },
  'resource-create': {
    about: 'Make a resource and claim its unique keys, or neither.',
    body: registry.resourceBody,
    response: one('ResourceCreated', registry.resourceWritten),
    errors: [...waits, ...found]
  },
  'resource-change': {
    about: 'Change what is wanted of a resource; what is left out stays.',
    params: z.strictObject({ name: registry.resourceRef }),
    body: registry.resourceChange,
    response: one('ResourceChanged', registry.resourceWritten),
    errors: [...waits, ...found]
  },
  'resource-remove': {
    about: 'Remove a resource and release its unique keys.',
    params: z.strictObject({ name: registry.resourceRef }),
    query: registry.resourceRemoveQuery,
    response: one('ResourceRemoved', registry.resourceWritten),
    errors: [...waits, ...found]
  },

  'kind-list': {
    about: 'Kinds of resources that have a schema.',
    response: list('KindList', registry.kindShown),
    errors: []
  },
  'kind-show': {
    about: 'One kind and its schema.',
    params: registry.kindParams,
    response: one('Kind', registry.kindShown),
    errors: found
  },
  'kind-define': {
    about: 'Give a kind a schema, or another one; its resources are judged by it from then on.',
    body: registry.kindBody,
    response: one('KindDefined', registry.kindWritten),
    errors: [...waits, ...found]
  },
  'kind-remove': {
    about: 'Take a kind\'s schema away; any definition fits it then.',
    params: registry.kindParams,
    query: registry.kindRemoveQuery,
    response: one('KindRemoved', registry.kindWritten),
    errors: [...waits, ...found]
  },

  'key-list': {
    about: 'Unique keys and who holds them.',
    query: registry.keyQuery,
    response: list('KeyList', registry.keyClaim),
    errors: []
  },
  'key-show': {
    about: 'Who holds one unique key.',
    params: z.strictObject({ key: registry.key }),
    response: one('KeyClaim', registry.keyClaim),
    errors: found
  },
  'key-claim': {
    about: 'Claim a unique key; of any number of claims at once one wins, and the others are told its holder.',
    body: registry.keyBody,
    response: one('KeyClaimed', registry.keyWritten),
    errors: waits
  },
  'key-release': {
    about: 'Release a unique key that its holder claimed.',
    params: z.strictObject({ key: registry.key }),
    query: registry.keyReleaseQuery,
    response: one('KeyReleased', registry.keyWritten),
    errors: waits
  }
} as const satisfies Readonly<Record<string, RouteContract>>
