/** SHA-256 of bytes, 32 bytes. Touches node:crypto only. */
import { hash } from 'node:crypto'

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
