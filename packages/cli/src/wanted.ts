/**
 * What is wanted of a resource, as words of the command line: definition, tags, keys, parent.
 *
 * Touches files that are named with an @.
 */
import { readFileSync } from 'node:fs'
import type { CallArguments } from '@hivemind/api'
import { misused } from './options.ts'

type Wanted = NonNullable<CallArguments<'resource-change'>[0]['body']>

export const selectorOption = {
  kind: 'text', short: 'l', value: 'SELECTOR', about: 'Only those with these tags: key=value, key!=value, key, !key.'
} as const

export const wantedOptions = {
  definition: { kind: 'text', short: 'd', value: 'JSON', about: 'What is wanted of it: a JSON object, or @FILE.' },
  tags: { kind: 'text', value: 'TAGS', about: 'Tags with commas between them: zone=ams,env=prod. All of them.' },
  keys: { kind: 'text', value: 'KEYS', about: 'Unique keys with commas between them: ip-10.0.0.5,port-a/8080. All of them.' },
  parent: { kind: 'text', value: 'NAME', about: 'Machine or resource that it stands on; empty for none.' }
} as const

/** Only what was given. */
export function wantedOf (
  options: { readonly [Name in keyof typeof wantedOptions]?: string | undefined }
): Pick<Wanted, 'definition' | 'tags' | 'keys' | 'parent'> {
  const { definition, tags, keys, parent } = options
  return {
    ...definition === undefined ? {} : { definition: parsed(definition) },
    ...tags === undefined ? {} : { tags: tagsOf(tags) },
    ...keys === undefined ? {} : { keys: words(keys) },
    ...parent === undefined ? {} : { parent }
  }
}

const words = (text: string): string[] => text.split(',').map(word => word.trim()).filter(word => word !== '')

const tagsOf = (text: string): Record<string, string> => Object.fromEntries(words(text).map(word => {
  const at = word.indexOf('=')
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)]
}))

/** A JSON object from the command line, or from a file after an @. */
export function parsed (text: string): NonNullable<Wanted['definition']> {
  const [json, where] = text.startsWith('@') ? [fileText(text.slice(1)), text.slice(1)] : [text, 'the text']
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw misused(`${where} is no JSON: ${(cause as Error).message}`, 'Quote it for the shell: \'{"cpus":2}\'.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw misused(`${where} holds no JSON object`)
  return value as NonNullable<Wanted['definition']>
}

function fileText (path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw misused(`${path} cannot be read: ${(cause as Error).message}`)
  }
}
