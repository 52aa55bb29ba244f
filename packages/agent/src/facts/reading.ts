/**
 * What another machine said of itself, as the API shows it: bytes of its own making, checked against their shapes.
 *
 * Pure.
 */
import type { FactKey, HostFacts } from '@hivemind/api'
import { factShapes } from '@hivemind/api/contract'
import type { FactsView } from '@hivemind/feed'

/** @param now - wall-clock milliseconds, for the age */
export function hostFactsOf ({ boot, seq, at, facts }: FactsView, now: number): Omit<HostFacts, 'at'> & { at: number } {
  const read = <Key extends FactKey>(key: Key) => factOf(key, facts.get(key)) as HostFacts[Key]
  return {
    at, ageMs: Math.max(0, now - at), boot, seq,
    host: read('host'), os: read('os'), cpu: read('cpu'), memory: read('memory'), disks: read('disks'),
    filesystems: read('filesystems'), interfaces: read('interfaces'), agent: read('agent')
  }
}

/** Null for what is missing, no JSON, or of another shape: a later release may say it in another way. */
function factOf (key: FactKey, bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) return null
  try {
    const read = factShapes[key].safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
