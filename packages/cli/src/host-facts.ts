/**
 * What a machine says of itself, as rows below one another. A fact that is not known has no row.
 *
 * Pure. Every word here is another machine's.
 */
import type { HostFacts, Seen } from '@hivemind/api'
import { showBytes } from './duration.ts'
import { ageText } from './reply.ts'
import { type Look, printable } from './terminal.ts'

type Row = readonly [name: string, value: string]

/** Rows that a list takes at most; `--json` has them all. */
const ROWS_MAX = 16

export function factRows (look: Look, facts: HostFacts | null): readonly Row[] {
  if (facts === null) return [['facts', 'none known here: it has not said anything since this agent started']]
  const { at, host, os, cpu, memory, disks, filesystems, interfaces, agent } = facts
  return [
    ['facts', `changed ${ageText(look, at)}`],
    ...row('fqdn', host, ({ fqdn }) => fqdn),
    ...row('machine', host, machineText),
    ...row('system', os, ({ name, kernel, architecture }) => `${name}, kernel ${kernel}, ${architecture}`),
    ...row('processors', cpu, ({ model, threads, usable }) =>
      `${threads} x ${model === '' ? 'unknown' : model}${usable === threads ? '' : `, ${usable} usable`}`),
    ...row('memory', memory, memoryText),
    ...rows('disk', disks, ({ name, bytes, rotational, model }) =>
      `${name}  ${showBytes(bytes)}  ${rotational ? 'rotating' : 'solid state'}${model === '' ? '' : `  ${model}`}`),
    ...rows('file system', filesystems, ({ mount, bytes, type, device }) =>
      `${mount}  ${showBytes(bytes)}  ${type}  ${device}`),
    ...rows('interface', interfaces, ({ name, mac, addresses }) => `${name}  ${mac}  ${addresses.join(', ')}`),
    ...row('agent', agent, ({ version, nodeVersion, startedAt }) =>
      `hivemind ${version}, Node ${nodeVersion}, started ${ageText(look, startedAt)}`)
  ]
}

/** What the roles of a machine see of resources. */
export const seenRows = (look: Look, seen: readonly Seen[]): readonly Row[] =>
  rows('sees', seen, ({ resource, role, at, value }) =>
    `${resource}  ${JSON.stringify(value)}  role ${role}, ${ageText(look, at)}`)

function row<Fact> (name: string, fact: Fact | null, text: (fact: Fact) => string | null): readonly Row[] {
  const found = fact === null ? null : text(fact)
  return found === null ? [] : [[name, printable(found)]]
}

/** One row each; the name stands before the first. */
function rows<Fact> (name: string, facts: readonly Fact[] | null, text: (fact: Fact) => string): readonly Row[] {
  const shown = (facts ?? []).slice(0, ROWS_MAX).map((fact, at): Row => [at === 0 ? name : '', printable(text(fact))])
  const more = (facts ?? []).length - shown.length
  return more > 0 ? [...shown, ['', `and ${more} more`]] : shown
}

function machineText ({ virtualisation, container, vendor, product }: NonNullable<HostFacts['host']>): string {
  const model = [vendor, product].filter(one => one !== null).join(' ')
  const kind = virtualisation === null ? 'bare metal' : `virtual (${virtualisation})`
  return [kind, ...container === null ? [] : [`in ${container}`], ...model === '' ? [] : [model]].join(', ')
}

function memoryText ({ totalBytes, swapBytes, limitBytes }: NonNullable<HostFacts['memory']>): string {
  const limit = limitBytes === null ? '' : `, limited to ${showBytes(limitBytes)}`
  return `${showBytes(totalBytes)}${limit}, swap ${showBytes(swapBytes)}`
}
