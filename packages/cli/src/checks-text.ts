/** Checks as a person reads them: a line each, the remedy below, the counts at the end. Pure. */
import type { Check } from './checks.ts'
import { type Look, type Paint, paint, printable, sign } from './terminal.ts'

const VERDICTS: Readonly<Record<Check['verdict'], readonly [Paint, 'done' | 'warning' | 'failed']>> = {
  ok: ['green', 'done'],
  warning: ['yellow', 'warning'],
  failing: ['red', 'failed']
}

export function checksText (checks: readonly Check[], look: Look): string {
  const width = Math.max(...checks.map(({ name }) => name.length)) + 2
  const lines = checks.flatMap(({ name, verdict, found, remedy }) => {
    const [colour, mark] = VERDICTS[verdict]
    const word = paint(look, colour, `${sign(look, mark)} ${verdict.padEnd(8)}`)
    const line = `${word} ${name.padEnd(width)}${printable(found)}`
    return remedy === '' ? [line] : [line, `${' '.repeat(12 + width)}${sign(look, 'arrow')} ${printable(remedy)}`]
  })
  const count = (verdict: Check['verdict']): number => checks.filter(each => each.verdict === verdict).length
  return [...lines, '', `${count('ok')} ok, ${count('warning')} warnings, ${count('failing')} failing`].join('\n')
}
