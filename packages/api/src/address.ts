/**
 * Where an agent's API is: from a flag, a data directory, or the environment.
 *
 * Pure but for the environment it is handed.
 */
import { HivemindError } from '@hivemind/base'
import { refuse } from './errors.ts'

/** Name of the unix socket in a data directory. */
export const SOCKET_NAME = 'agent.sock'

export type Address =
  | { readonly type: 'unix', readonly path: string }
  | { readonly type: 'tcp', readonly host: string, readonly port: number }

export interface AddressChoice { readonly addr?: string | undefined, readonly dataDirectory?: string | undefined }

/**
 * Find the address of the API: `addr`, else the data directory's socket, else HIVEMIND_ADDR, else the
 * socket in HIVEMIND_DATA_DIR.
 *
 * @returns `unix:///path/agent.sock` or `http://host:port`
 * @throws {HivemindError} HIVE_API_ADDRESS when nothing names an agent
 */
export function resolveAddress (choice: AddressChoice = {}, environment: NodeJS.ProcessEnv = process.env): string {
  if (choice.addr) return choice.addr
  if (choice.dataDirectory) return socketAddress(choice.dataDirectory)
  if (environment['HIVEMIND_ADDR']) return environment['HIVEMIND_ADDR']
  if (environment['HIVEMIND_DATA_DIR']) return socketAddress(environment['HIVEMIND_DATA_DIR'])
  throw new HivemindError(
    refuse('HIVE_API_ADDRESS', 'no agent is named: neither an address nor a data directory was given', {
      hint: 'Give --data-dir or --addr, or set HIVEMIND_DATA_DIR or HIVEMIND_ADDR.'
    })
  )
}

/** Address of the agent that owns a data directory on this machine. */
export const socketAddress = (dataDirectory: string): string =>
  `unix://${dataDirectory.replace(/(.)\/+$/, '$1')}/${SOCKET_NAME}`

/**
 * Read an address.
 *
 * @throws {HivemindError} HIVE_API_ADDRESS when it has neither form
 */
export function parseAddress (text: string): Address {
  if (text.startsWith('unix://') && text.length > 'unix://'.length) {
    return { type: 'unix', path: text.slice('unix://'.length) }
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'http:' && url.hostname !== '' && url.pathname === '/' && url.search === '') {
    return { type: 'tcp', host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || 80) }
  }
  throw new HivemindError(
    refuse(
      'HIVE_API_ADDRESS',
      `"${text}" is no address of an agent; expected unix:///path/${SOCKET_NAME} or http://host:port`
    )
  )
}
