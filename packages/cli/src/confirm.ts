/** Asking before something is taken away. Touches the keyboard. */
import { createInterface } from 'node:readline/promises'
import { HivemindError } from '@hivemind/base'
import type { Context } from './context.ts'
import { refuse } from './errors.ts'

/**
 * Go on only with `--yes`, or when the person types the name.
 *
 * @throws {HivemindError} HIVE_CLI_UNCONFIRMED otherwise; nothing was changed
 */
export async function confirm (context: Context, yes: boolean, name: string, consequence: string): Promise<void> {
  if (yes) return
  const { world, talk, output } = context
  if (world.stdin.isTTY !== true || world.stderr.isTTY !== true || output.form !== 'table') {
    throw new HivemindError(refuse('HIVE_CLI_UNCONFIRMED', `${consequence} needs --yes where nobody can be asked`))
  }
  talk.say(consequence)
  const keyboard = createInterface({ input: world.stdin, output: world.stderr as NodeJS.WritableStream })
  try {
    const typed = await keyboard.question(`Type ${name} to go on: `, { signal: world.stop })
    if (typed.trim() !== name)
      throw new HivemindError(refuse('HIVE_CLI_UNCONFIRMED', `expected "${name}", found "${typed.trim()}"`))
  } finally {
    keyboard.close()
  }
}
