/** `hivemind process logs NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { pause } from '../context.ts'
import { processOperand } from '../process-options.ts'
import { shownOf } from '../reply.ts'
import { printable } from '../terminal.ts'

const AGAIN_MS = 500

export const processLogs = defineCommand({
  name: 'process logs',
  about: 'Show the last lines that a process of this machine printed.',
  details: 'They are on its machine only: ask the agent there, with --addr or --data-dir. Four to eight MiB are kept.',
  examples: ['hivemind process logs b.web-1 -n 500', 'hivemind process logs b.web-1 -f'],
  operands: [processOperand],
  options: {
    number: { kind: 'count', least: 1, short: 'n', value: 'N', standard: '100', about: 'So many lines at most.' },
    follow: { kind: 'flag', short: 'f', about: 'Go on with what is printed from now on.' }
  },
  async run ({ operands: [name = ''], options: { number, follow } }, context) {
    const client = await context.client()
    const { output, world: { stop } } = context
    const last = async (lines: number) => await client.call('process-lines', { params: { name }, query: { lines } })
    const first = await last(number)
    if (!follow) {
      output.show(shownOf(first, () => first.item.lines.map(printable).join('\n')))
      return EXIT.ok
    }
    let shown: readonly string[] = []
    for (let next = first.item.lines; !stop.aborted; next = (await last(FOLLOWED_LINES)).item.lines) {
      for (const line of next.slice(overlap(shown, next))) output.write(`${printable(line)}\n`)
      shown = next
      await pause(AGAIN_MS, stop)
    }
    return EXIT.ok
  }
})

/** Lines that are asked for while following: more than that in half a second are not all shown. */
const FOLLOWED_LINES = 2_000

/** Where in the present lines those begin that were not among the ones before. */
export function overlap (before: readonly string[], now: readonly string[]): number {
  for (let length = Math.min(before.length, now.length); length > 0; length--) {
    const from = before.length - length
    if (now.slice(0, length).every((line, at) => line === before[from + at])) return length
  }
  return 0
}
