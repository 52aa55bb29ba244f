/**
 * What a machine has: processors, memory, disks, file systems, network interfaces. Sizes, never how much is in use:
 * that changes all the time, and is another feed's matter.
 *
 * Touches nothing but the machine it is handed. Sources: proc(5), sysfs(5).
 */
import type { Fact } from '@hivemind/api'
import type { Machine } from './machine.ts'
import { fitting, whole, word } from './words.ts'

/** Block devices that are no disks: loops, memory, floppies, optical drives. */
const NO_DISK = /^(loop|ram|zram|fd|sr|nbd)\d/
const SECTOR_BYTES = 512
/** Ends of virtual cables to containers, which come and go. */
const NO_INTERFACE = /^(veth|cali|lxc|tap)/
const ADDRESSES_MAX = 32

export function cpuFact ({ readings: { processors, usable } }: Machine): Fact<'cpu'> {
  return { model: word(processors[0]).replace(/ +/g, ' '), threads: processors.length, usable }
}

export async function memoryFact (machine: Machine): Promise<Fact<'memory'>> {
  const { memoryBytes, limitBytes } = machine.readings
  const [, swap] = /^SwapTotal:\s+(\d+) kB$/m.exec(await machine.text('proc/meminfo') ?? '') ?? []
  const limited = limitBytes > 0 && limitBytes < memoryBytes
  return { totalBytes: memoryBytes, swapBytes: whole(swap) * 1024, limitBytes: limited ? limitBytes : null }
}

export async function disksFact (machine: Machine): Promise<Fact<'disks'>> {
  const disks: Fact<'disks'> = []
  for (const name of await machine.names('sys/block')) {
    const bytes = whole(await machine.text(`sys/block/${name}/size`)) * SECTOR_BYTES
    if (NO_DISK.test(name) || bytes === 0) continue
    const rotational = (await machine.text(`sys/block/${name}/queue/rotational`))?.trim() === '1'
    disks.push({
      name: word(name),
      bytes,
      rotational,
      model: word(await machine.text(`sys/block/${name}/device/model`))
    })
  }
  return fitting(disks)
}

/** What is mounted from a device of this machine. A server of files that does not answer is never asked. */
export async function filesystemsFact (machine: Machine): Promise<Fact<'filesystems'>> {
  const seen = new Set<string>()
  const found: Fact<'filesystems'> = []
  for (const line of (await machine.text('proc/self/mounts') ?? '').split('\n')) {
    const [device = '', mount = '', type = ''] = line.split(' ').map(unescaped)
    const own = device.startsWith('/dev/') && !NO_DISK.test(device.slice('/dev/'.length))
    if (!(own || (mount === '/' && type === 'overlay')) || seen.has(device)) continue
    seen.add(device) // The same device at other places is the same space.
    const bytes = await machine.bytes(mount)
    if (bytes !== null && bytes > 0) found.push({ mount: word(mount), device: word(device), type: word(type), bytes })
  }
  return fitting(found.sort((one, other) => one.mount < other.mount ? -1 : 1))
}

/** Blanks in names are written as octal numbers. Source: fstab(5). */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

export function interfacesFact ({ readings: { interfaces } }: Machine): Fact<'interfaces'> {
  const found = Object.entries(interfaces).flatMap(([name, rows = []]) => {
    const outward = rows.filter(({ internal }) => !internal)
    if (outward.length === 0 || NO_INTERFACE.test(name)) return []
    const addresses = outward.map(({ cidr, address }) => word(cidr ?? address)).sort().slice(0, ADDRESSES_MAX)
    return [{ name: word(name), mac: word(outward[0]?.mac), addresses }]
  })
  return fitting(found.sort((one, other) => one.name < other.name ? -1 : 1))
}
