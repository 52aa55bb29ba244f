/**
 * The contract as a document, built when first asked for.
 *
 * Touches nothing by itself.
 */
import { openapi } from '@hivemind/api/openapi'
import type { Handler } from '../service.ts'

const documents = new Map<string, { openapi: string }>()

export const showDocument: Handler<'openapi'> = ({ node }) => {
  const { version } = node.facts()
  const document = documents.get(version) ?? openapi(version) as { openapi: string }
  documents.set(version, document)
  return document
}
