/**
 * TLS as libp2p's own library does it, in a file of its own: with what reads certificates there it is a third of all
 * that an agent would load (docs/adr/0053-certificates-without-their-library.md).
 *
 * Touches nothing before a connection is handed to it.
 */
import type { ConnectionEncrypter } from '@libp2p/interface'
import { type TLSComponents, tls } from '@libp2p/tls'
import { toMessageStream } from '@libp2p/tls/utils'
import { wholeSends } from './whole-sends.ts'

export { toMessageStream }

export const libraryTls = (components: TLSComponents): ConnectionEncrypter => wholeSends(tls())(components)
