/**
 * A closed loop: so many operations are in flight all the time, each begun when another is done.
 *
 * Touches the clock; runs as a process of its own (`loader.ts`), so that its CPU is known and disturbs no bookkeeping.
 */
import type { Operation } from './driving.ts'

export interface Loaded {
  readonly count: number
  readonly failed: number
  /** Measured time, milliseconds. */
  readonly ms: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU that the client itself used meanwhile, milliseconds. */
  readonly cpuMs: number
}

/**
 * Keep operations in flight.
 *
 * @param warmMs - at first, not counted
 * @param ms - counted after that
 */
export async function load (operation: Operation, inFlight: number, warmMs: number, ms: number): Promise<Loaded> {
  const taken: number[] = []
  let failed = 0
  let flying = 0
  const beganAt = performance.now() + warmMs
  const endAt = beganAt + ms
  let cpu = process.cpuUsage()
  setTimeout(() => { cpu = process.cpuUsage() }, warmMs)
  await new Promise<void>(resolve => {
    const next = (): void => {
      const began = performance.now()
      flying++
      operation(succeeded => {
        const now = performance.now()
        flying--
        if (!succeeded) failed++
        else if (began >= beganAt && now <= endAt) taken.push(now - began)
        if (now < endAt) next()
        else if (flying === 0) resolve()
      })
    }
    for (let begun = 0; begun < inFlight; begun++) next()
  })
  const { user, system } = process.cpuUsage(cpu)
  taken.sort((a, b) => a - b)
  const at = (share: number): number => taken[Math.ceil(taken.length * share) - 1] ?? Number.NaN
  return { count: taken.length, failed, ms, p50Ms: at(0.5), p99Ms: at(0.99), cpuMs: (user + system) / 1_000 }
}
