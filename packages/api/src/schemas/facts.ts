/**
 * What a machine says of itself: gathered by its agent, signed by it, and shown by any member.
 *
 * Pure. Another machine's word: whoever reads it checks it against these shapes first.
 */
import { z } from 'zod'
import { count, milliseconds, time } from './primitive.ts'

const word = z.string().max(256)
const bytes = count.meta({ description: 'In bytes.' })

/** Each fact by the key under which it is published. */
export const factShapes = {
  host: z.object({
    name: word,
    fqdn: word.nullable().meta({ description: 'By /etc/hosts or the name itself; DNS is not asked.' }),
    virtualisation: word.nullable().meta({ description: 'Such as kvm or vmware; null on bare metal.' }),
    container: word.nullable().meta({ description: 'Such as docker or lxc; null outside of one.' }),
    vendor: word.nullable(),
    product: word.nullable()
  }),
  os: z.object({ name: word, id: word, version: word, kernel: word, architecture: word }),
  cpu: z.object({
    model: word, threads: count, usable: count.meta({ description: 'Threads that the agent may run on.' })
  }),
  memory: z.object({
    totalBytes: bytes, swapBytes: bytes,
    limitBytes: bytes.nullable().meta({ description: 'What the agent\'s control group may use; null for all.' })
  }),
  disks: z.array(z.object({ name: word, bytes, rotational: z.boolean(), model: word })),
  filesystems: z.array(z.object({ mount: word, device: word, type: word, bytes })),
  interfaces: z.array(z.object({ name: word, mac: word, addresses: z.array(word) })),
  agent: z.object({ version: word, nodeVersion: word, startedAt: time })
} as const

/** A fact that is missing, or not as it should be, is null. */
export const hostFacts = z.object({
  at: time.meta({ description: 'When they last changed, by the machine\'s own clock.' }),
  ageMs: milliseconds,
  boot: count.meta({ description: 'How often the agent of the machine has started.' }),
  seq: count.meta({ description: 'How many facts it has published since then.' }),
  host: factShapes.host.nullable(),
  os: factShapes.os.nullable(),
  cpu: factShapes.cpu.nullable(),
  memory: factShapes.memory.nullable(),
  disks: factShapes.disks.nullable(),
  filesystems: factShapes.filesystems.nullable(),
  interfaces: factShapes.interfaces.nullable(),
  agent: factShapes.agent.nullable()
}).meta({ id: 'HostFacts' })
export type HostFacts = z.output<typeof hostFacts>
export type FactKey = keyof typeof factShapes
/** One fact as it is published. */
export type Fact<Key extends FactKey> = z.output<(typeof factShapes)[Key]>
