/**
 * The part of the contract that is about processes, and about members that are to be emptied.
 *
 * Pure.
 */
import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { found, waits } from './route-codes.ts'
import { list, one } from './schemas/envelope.ts'
import { label } from './schemas/primitive.ts'
import * as processes from './schemas/processes.ts'

const byRef = z.strictObject({ name: processes.processRef })

export const processContract = {
  'process-list': {
    about: 'Processes, by machine, role or tags, and how each is.',
    query: processes.processQuery,
    response: list('ProcessList', processes.process),
    errors: found
  },
  'process-show': {
    about: 'One process, by name or id.',
    params: byRef,
    response: one('Process', processes.process),
    errors: found
  },
  'process-add': {
    about: 'Let a machine run roles and give it processes of them, with their ports: all of it, or nothing.',
    body: processes.processBody,
    response: one('ProcessesAdded', processes.processesWritten),
    errors: [...waits, ...found]
  },
  'process-want': {
    about: 'Want a managed process online, a failed one once more, offline, or restarted.',
    params: byRef,
    body: processes.wantedBody,
    response: one('ProcessWanted', processes.processWritten),
    errors: [...waits, ...found]
  },
  'process-remove': {
    about: 'Remove a process that is offline or failed, and release its ports.',
    params: byRef,
    query: processes.processRemoveQuery,
    response: one('ProcessRemoved', processes.processWritten),
    errors: [...waits, ...found]
  },
  'process-lines': {
    about: 'The last lines that a process of the answering machine printed.',
    params: byRef,
    query: processes.printedQuery,
    response: one('ProcessLines', processes.printed),
    errors: found
  },
  'member-drain': {
    about: 'Give a member nothing new and hand over what others can hold, or end that.',
    params: z.strictObject({ name: label }),
    body: processes.drainBody,
    response: one('MemberDrained', processes.drained),
    errors: [...waits, ...found]
  }
} as const satisfies Readonly<Record<string, RouteContract>>
