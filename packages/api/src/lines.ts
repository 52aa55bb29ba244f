/**
 * Streams of text: lines, and the events of server-sent events made of them.
 *
 * Pure but for reading the stream it is handed. Source: HTML Standard 9.2.6.
 */

import { malformed } from './answers.ts'
import { API_LIMITS } from './limits.ts'

/** Cut a byte stream into its lines, without their ends; an unfinished last line is left out. */
export async function * lines (stream: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > API_LIMITS.rowBytesMax) {
      throw malformed(`a line has more than ${API_LIMITS.rowBytesMax} characters`)
    }
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part
  }
}

export interface ServerEvent { readonly event: string, readonly id: string, readonly data: string }

/** Events of a stream; comments are left out, and so is an event that the stream's end cut off. */
export async function * serverEvents (stream: AsyncIterable<Buffer>): AsyncGenerator<ServerEvent, void, void> {
  let fields: Record<string, string> = {}
  for await (const line of lines(stream)) {
    if (line === '') {
      if (fields['data'] !== undefined) {
        yield { event: fields['event'] ?? 'message', id: fields['id'] ?? '', data: fields['data'] }
      }
      fields = {}
      continue
    }
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    fields[name] = name === 'data' && fields['data'] !== undefined ? `${fields['data']}\n${value}` : value
  }
}
