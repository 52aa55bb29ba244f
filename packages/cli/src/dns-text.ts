/** DNS records as words of the command line, and as text. Pure. */
import { isIPv4, isIPv6 } from 'node:net'
import { misused } from './options.ts'
import type { RecordRow } from './role-asking.ts'
import { renderTable } from './table.ts'
import type { Look } from './terminal.ts'

export const RECORD_KIND = 'dns-record'

/** What each type of record says, as a person types it. */
const FORMS: Readonly<Record<string, { readonly form: string, readonly fits: (text: string) => boolean }>> = {
  A: { form: 'an IPv4 address', fits: isIPv4 },
  AAAA: { form: 'an IPv6 address', fits: isIPv6 },
  CNAME: { form: 'a name', fits: isName },
  MX: { form: '"PREFERENCE NAME"', fits: text => fitsWords(text, 1) },
  NS: { form: 'a name', fits: isName },
  PTR: { form: 'a name', fits: isName },
  SRV: { form: '"PRIORITY WEIGHT PORT NAME"', fits: text => fitsWords(text, 3) },
  TXT: { form: 'a text', fits: text => text.length <= 4_096 }
}
export const RECORD_TYPES = Object.keys(FORMS)

const LABEL = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/

function isName (text: string): boolean {
  const labels = text.replace(/\.$/, '').replace(/^\*\./, '').split('.')
  return text.length <= 254 && labels.every(label => LABEL.test(label))
}

function fitsWords (text: string, numbers: number): boolean {
  const words = text.trim().split(/\s+/)
  const fit = words.slice(0, -1).every(word => /^\d{1,5}$/.test(word) && Number(word) <= 65_535)
  return words.length === numbers + 1 && fit && isName(words.at(-1) ?? '')
}

/** @throws {HivemindError} HIVE_CLI_USAGE naming what is wrong */
export function recordFrom (nameText: string, typeText: string, values: readonly string[]): {
  readonly name: string, readonly type: string, readonly values: readonly string[]
} {
  const type = typeText.toUpperCase()
  const form = FORMS[type]
  if (form === undefined) throw misused(`"${typeText}" is no type that can be set; expected ${RECORD_TYPES.join(', ')}`)
  if (!isName(nameText)) throw misused(`"${nameText}" is no domain name`)
  const wrong = values.find(value => !form.fits(value))
  if (wrong !== undefined) throw misused(`"${wrong}" is not what ${type} records hold; expected ${form.form}`)
  return { name: nameText.toLowerCase().replace(/\.$/, ''), type, values }
}

/** What the registry calls a record: its type and name, so that there is one resource for each set. */
export const resourceName = ({ name, type }: { readonly name: string, readonly type: string }): string =>
  `${type.toLowerCase()}.${name.replace('*', '_any')}`

export const recordTable = (rows: readonly RecordRow[], look: Look, empty = 'no records'): string => renderTable({
  columns: [{ title: 'NAME' }, { title: 'TTL', right: true }, { title: 'TYPE' }, { title: 'VALUE', cut: true }],
  rows: rows.map(({ name, ttl, type, value }) => [name, ttl, type, value]),
  empty
}, look)
