/**
 * Settings of the whole cluster.
 *
 * Pure.
 */
import { z } from 'zod'
import { written } from './envelope.ts'
import { index, reason, time } from './primitive.ts'

export const setting = z.object({
  key: z.string(),
  value: z.string(),
  standard: z.string().meta({ description: 'The value while none is set.' }),
  about: z.string(),
  expected: z.string().meta({ description: 'What a value must be.' }),
  set: z.object({ index, at: time }).nullable().meta({ description: 'The entry that set it; null for the standard.' })
}).meta({ id: 'Setting' })
export type Setting = z.output<typeof setting>

export const settingBody = z.strictObject({ value: z.string().min(1).max(256), reason: reason.optional() })
export const settingWritten = written.extend({ key: z.string(), value: z.string() }).meta({ id: 'SettingWritten' })
