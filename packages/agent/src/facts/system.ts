/**
 * What a machine is called, which system runs on it, and what it runs in itself.
 *
 * Touches nothing but the machine it is handed. Sources: os-release(5); systemd's detection of virtualisation, of which
 * this is the part that needs no privilege: DMI, the processor's flag, marks that containers leave.
 */
import type { Fact } from '@hivemind/api'
import type { Machine } from './machine.ts'
import { settings, word, wordOrNull } from './words.ts'

const DMI = 'sys/class/dmi/id'

/** Names that hypervisors give their machines, and what they are called. */
const HYPERVISORS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^KVM|^QEMU|^Amazon EC2|^Google|^OpenStack|^DigitalOcean|^Hetzner|^Scaleway|^UpCloud/i, 'kvm'],
  [/VMware/i, 'vmware'],
  [/VirtualBox|innotek/i, 'virtualbox'],
  [/^Xen/i, 'xen'],
  [/Hyper-V|Virtual Machine$/i, 'hyper-v'],
  [/Parallels/i, 'parallels'],
  [/^Bochs/i, 'bochs'],
  [/BHYVE/i, 'bhyve']
]

export async function hostFact (machine: Machine): Promise<Fact<'host'>> {
  const vendor = wordOrNull(await machine.text(`${DMI}/sys_vendor`))
  const product = wordOrNull(await machine.text(`${DMI}/product_name`))
  return {
    name: word(machine.readings.hostname),
    fqdn: await fullName(machine),
    virtualisation: await virtualisation(machine, [product, vendor]),
    container: await container(machine),
    vendor,
    product
  }
}

/** DNS is not asked: it may be slow, and its answer is not the machine's own word. */
async function fullName (machine: Machine): Promise<string | null> {
  const { hostname } = machine.readings
  if (hostname.includes('.')) return wordOrNull(hostname)
  for (const line of (await machine.text('etc/hosts') ?? '').split('\n')) {
    const [, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
    if (!names.includes(hostname)) continue
    const full = names.find(name => name.startsWith(`${hostname}.`))
    if (full !== undefined && full !== `${hostname}.localdomain`) return wordOrNull(full)
  }
  return null
}

async function virtualisation (machine: Machine, names: ReadonlyArray<string | null>): Promise<string | null> {
  for (const name of names) {
    const found = HYPERVISORS.find(([pattern]) => name !== null && pattern.test(name))
    if (found !== undefined) return found[1]
  }
  if (/^xen/.test(await machine.text('sys/hypervisor/type') ?? '')) return 'xen'
  const flags = /^flags\s*:.*$/m.exec(await machine.text('proc/cpuinfo') ?? '')?.[0] ?? ''
  return / hypervisor( |$)/.test(flags) ? 'unknown hypervisor' : null
}

async function container (machine: Machine): Promise<string | null> {
  if ((await machine.names('/')).includes('.dockerenv')) return 'docker'
  if ((await machine.names('run')).includes('.containerenv')) return 'podman'
  const groups = await machine.text('proc/1/cgroup') ?? ''
  const [, kind] = /\b(docker|lxc|kubepods|libpod)\b/.exec(groups) ?? []
  if (kind !== undefined) return kind
  const supervisor = await machine.text('run/systemd/container')
  return wordOrNull(supervisor)
}

export async function osFact (machine: Machine): Promise<Fact<'os'>> {
  const release = settings(await machine.text('etc/os-release') ?? await machine.text('usr/lib/os-release'))
  const { kernel, architecture } = machine.readings
  return {
    name: word(release.get('PRETTY_NAME') ?? release.get('NAME') ?? process.platform),
    id: word(release.get('ID') ?? process.platform),
    version: word(release.get('VERSION_ID')),
    kernel: word(kernel),
    architecture: word(architecture)
  }
}
