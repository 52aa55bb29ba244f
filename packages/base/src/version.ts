/** Which versions of the software work together. Pure. Source: semver.org 2.0.0, items 4 and 8. */

/** What two versions must have in common: the first number, and while that is 0 the second too. */
const lineOf = (version: string): string | null =>
  /^(?:0\.\d{1,9}|[1-9]\d{0,8})(?=\.\d)/.exec(version)?.[0] ?? null

/** Whether agents of two versions may be in one cluster; what is no version fits none. */
export function versionsFit (one: string, other: string): boolean {
  const line = lineOf(one)
  return line !== null && line === lineOf(other)
}
