/**
 * The limits of the system, made small for one world: what takes a day in production happens every second here.
 *
 * Changes LIMITS of @hivemind/base while a world lives, and puts it back. FoundationDB calls these buggified knobs.
 */
import { LIMITS } from '@hivemind/base'

export type Limits = Partial<Record<keyof typeof LIMITS, number>>

const knobs: { -readonly [Name in keyof typeof LIMITS]: number } = LIMITS

/** Live through something under other limits. */
export async function underLimits<Result> (limits: Limits, live: () => Result | Promise<Result>): Promise<Result> {
  const before = { ...LIMITS }
  Object.assign(knobs, limits)
  try {
    return await live()
  } finally {
    Object.assign(knobs, before)
  }
}
