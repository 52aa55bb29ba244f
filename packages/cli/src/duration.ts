/** Times as people write and read them. Pure. */

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Read `90s`, `5m`, `1h30m`, `250ms`, `7d`, or a bare `0`.
 *
 * @returns milliseconds, or null when the text is no time
 */
export function parseDuration (text: string): number | null {
  if (text === '0') return 0
  if (!/^(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d))+$/.test(text)) return null
  let ms = 0
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    ms += Number(count) * (UNITS_MS[unit ?? ''] ?? 0)
  return Math.round(ms)
}

/** At most two units, such as `340 ms`, `12.4 s`, `3 m 20 s`, `2 d 4 h`. */
export function showDuration (ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 20_000 ? 1 : 0)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} m ${Math.floor(ms / 1_000) % 60} s`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ${Math.floor(ms / 60_000) % 60} m`
  return `${Math.floor(ms / 86_400_000)} d ${Math.floor(ms / 3_600_000) % 24} h`
}

/** Digits in groups of three, by a thin space a terminal shows as a plain one: `81 234`. */
export const showCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ')

/** Bytes in the largest unit that leaves digits before the point: `84.2 MiB`. */
export function showBytes (bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let rest = bytes
  let unit = 0
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024
    unit++
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${units[unit]}`
}
