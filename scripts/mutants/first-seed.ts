/**
 * `first-seed.ts WORLD FROM THROUGH`, started in a scratch copy: lives through seeds until one breaks a promise.
 *
 * Prints `lived N` after each seed, or `broke N: checker` and ends. Touches its output only.
 */
import { run, type WorldName } from '@hivemind/sim'

const [world, from, through] = process.argv.slice(2)
for (let seed = Number(from); seed <= Number(through); seed++) {
  const { failure } = await run({ world: world as WorldName, seed })
  process.stdout.write(failure === null ? `lived ${seed}\n` : `broke ${seed}: ${failure.checker}\n`)
  if (failure !== null) break
}
