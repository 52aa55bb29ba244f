/**
 * The part of the contract that is about roles.
 *
 * Pure.
 */
import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { found, waits } from './route-codes.ts'
import { list, one } from './schemas/envelope.ts'
import * as roles from './schemas/roles.ts'

export const roleContract = {
  'role-list': {
    about: 'Roles that are enabled, who holds them, and how they are on the answering machine.',
    response: list('RoleList', roles.role),
    errors: []
  },
  'role-show': {
    about: 'One role.',
    params: z.strictObject({ name: roles.roleName }),
    response: one('Role', roles.role),
    errors: found
  },
  'role-enable': {
    about: 'Enable a role, or enable it otherwise: the answering machine reads its code, the log tells the others.',
    body: roles.roleBody,
    response: one('RoleEnabled', roles.roleWritten),
    errors: [...waits, ...found]
  },
  'role-update': {
    about: 'Roll out a new version of a role, one holder after the other; it ends at the first where it does not work.',
    params: z.strictObject({ name: roles.roleName }),
    body: roles.roleUpdateBody,
    response: one('RoleUpdating', roles.roleWritten),
    errors: [...waits, ...found]
  },
  'role-update-decide': {
    about: 'Let an update go on where it stopped, or go back to the version before.',
    params: z.strictObject({ name: roles.roleName }),
    body: roles.roleDecideBody,
    response: one('RoleUpdateDecided', roles.roleWritten),
    errors: [...waits, ...found]
  },
  'role-describe': {
    about: 'Read the code of an enabled role on the answering machine, and compare it with what is enabled.',
    params: z.strictObject({ name: roles.roleName }),
    body: z.strictObject({}),
    response: one('RoleDescribed', roles.described),
    errors: found
  },
  'role-look': {
    about: 'Ask a role that works on the answering machine what changes nothing.',
    params: roles.askParams,
    query: roles.askQuery,
    response: one('RoleAnswer', roles.roleAnswer),
    errors: found
  },
  'role-ask': {
    about: 'Ask a role that works on the answering machine; what it answers to, its own page says.',
    params: roles.askParams,
    body: roles.askBody,
    response: one('RoleAnswer', roles.roleAnswer),
    errors: found
  },
  'role-disable': {
    about: 'Disable a role, everywhere or on one member.',
    params: z.strictObject({ name: roles.roleName }),
    query: roles.roleQuery,
    response: one('RoleDisabled', roles.roleWritten),
    errors: [...waits, ...found]
  }
} as const satisfies Readonly<Record<string, RouteContract>>
