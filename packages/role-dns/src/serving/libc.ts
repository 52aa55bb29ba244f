/**
 * The few functions of the C library by which datagrams are taken and sent many at a time.
 *
 * Touches the C library of this process, through koffi: Linux on 64-bit processors that are little-endian, glibc and
 * musl, where all numbers and structures below are the same. Source: recvmmsg(2), sendmmsg(2), ip(7), ipv6(7).
 */
import { getSystemErrorName } from 'node:util'
import { addressRdata } from '../wire/rdata.ts'

const NET = { inet: 2, inet6: 10, datagram: 2, nonBlocking: 0x800, closeOnExec: 0x8_0000 } as const
const OPTION = { socket: 1, receiveBytes: 8, reusePort: 15 } as const
/** Never wait; and no signal when nobody is there. */
const FLAGS = { receive: 0x40, send: 0x4040 } as const
export const ADDRESS_BYTES_MAX = 28
const IN_BYTES = 16

/** What the system keeps for us while we are busy with something else. */
const RECEIVE_BYTES = 4 * 1024 * 1024

/** Addresses of memory are numbers: those of a process are below 2^47. */
export interface Libc {
  readonly addressOf: (memory: ArrayBuffer) => number
  /** @param headers - address of so many `struct mmsghdr` @returns how many were taken, or a negative error number */
  readonly receive: (socket: number, headers: number, count: number) => number
  /** @returns how many were sent, or a negative error number */
  readonly send: (socket: number, headers: number, count: number) => number
  /** A socket for datagrams at an address. @throws {Error} with the code that Node would give it */
  readonly open: (host: string, port: number, shared: boolean) => number
  readonly close: (socket: number) => void
  /** The port that a socket has. */
  readonly portOf: (socket: number) => number
  /** Call back when something has come. @returns what ends that */
  readonly onReadable: (socket: number, call: (status: number) => void) => () => void
}

/** @returns a sentence on why it cannot be had on this machine */
export async function libc (): Promise<Libc | string> {
  const { platform, arch } = process
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64'))
    return `batches are known on Linux on x64 and arm64, and this is ${platform} on ${arch}`
  try {
    return bound((await import('koffi')).default)
  } catch (error) {
    return `the C library cannot be called: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`
  }
}

type Koffi = typeof import('koffi').default

function bound (koffi: Koffi): Libc {
  const library = koffi.load(null)
  const receive =
    library.func('int recvmmsg(int socket, uintptr_t headers, unsigned int count, int flags, uintptr_t wait)')
  const send = library.func('int sendmmsg(int socket, uintptr_t headers, unsigned int count, int flags)')
  const orError = (result: number): number => result < 0 ? -koffi.errno() : result
  return {
    addressOf: memory => Number(koffi.address(memory)),
    receive: (socket, headers, count) => orError(receive(socket, headers, count, FLAGS.receive, 0)),
    send: (socket, headers, count) => orError(send(socket, headers, count, FLAGS.send)),
    ...sockets(koffi, library),
    onReadable (socket, call) {
      const polling = koffi.node.poll(socket, { readable: true }, call as (status: unknown) => void)
      return () => polling.close()
    }
  }
}

function sockets (koffi: Koffi, library: ReturnType<Koffi['load']>): Pick<Libc, 'open' | 'close' | 'portOf'> {
  const socket = library.func('int socket(int family, int type, int protocol)')
  const bind = library.func('int bind(int socket, const void *address, unsigned int bytes)')
  const getsockname = library.func('int getsockname(int socket, _Out_ void *address, _Inout_ unsigned int *bytes)')
  const setsockopt =
    library.func('int setsockopt(int socket, int level, int name, const void *value, unsigned int bytes)')
  const close = library.func('int close(int socket)')
  const fine = (call: string, result: number): number => {
    if (result >= 0) return result
    const code = getSystemErrorName(-koffi.errno())
    throw Object.assign(new Error(`${call} ${code}`), { code, syscall: call })
  }
  const set = (of: number, name: number, value: number): number =>
    setsockopt(of, OPTION.socket, name, new Int32Array([value]), 4)
  return {
    open (host, port, shared) {
      const type = NET.datagram | NET.nonBlocking | NET.closeOnExec
      const opened = fine('socket', socket(host.includes(':') ? NET.inet6 : NET.inet, type, 0))
      try {
        set(opened, OPTION.receiveBytes, RECEIVE_BYTES) // As much of it as the system allows.
        if (shared) fine('setsockopt', set(opened, OPTION.reusePort, 1))
        const address = socketAddress(host, port)
        fine('bind', bind(opened, address, address.length))
        return opened
      } catch (error) {
        close(opened)
        throw error
      }
    },
    close (of) { close(of) },
    portOf (of) {
      const address = Buffer.alloc(ADDRESS_BYTES_MAX)
      fine('getsockname', getsockname(of, address, [address.length]))
      return address.readUInt16BE(2)
    }
  }
}

/** `struct sockaddr_in` or `sockaddr_in6`. */
export function socketAddress (host: string, port: number): Buffer {
  const six = host.includes(':')
  const bytes = Buffer.alloc(six ? ADDRESS_BYTES_MAX : IN_BYTES)
  bytes.writeUInt16LE(six ? NET.inet6 : NET.inet, 0)
  bytes.writeUInt16BE(port, 2)
  addressRdata(host).copy(bytes, six ? 8 : 4)
  return bytes
}
