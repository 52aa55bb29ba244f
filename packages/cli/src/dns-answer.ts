/** An answer of the name server as text: `hivemind dns query` and `hivemind-lite dns`. Pure. */
import { recordTable } from './dns-text.ts'
import type { DnsAnswer } from './role-asking.ts'
import { type Look, paint } from './terminal.ts'

export function dnsAnswerText (answer: DnsAnswer, look: Look): string {
  const { name, type, rcode, authoritative, answers, authority, additional, degraded } = answer
  const head = `${name} ${type}: ${rcode}${authoritative ? '' : ', not authoritative'}${degraded ? ', without a quorum' : ''}`
  const part = (title: string, rows: DnsAnswer['answers']): string[] =>
    rows.length === 0 ? [] : [paint(look, 'dim', `${title}:`), recordTable(rows, look)]
  return [
    paint(look, rcode === 'NOERROR' ? 'green' : 'yellow', head),
    ...answers.length === 0 ? [] : [recordTable(answers, look)],
    ...part('authority', authority), ...part('additional', additional)
  ].join('\n')
}
