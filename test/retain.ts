/**
 * Changes the settings of a stopped agent and starts it again.
 *
 * Touches `agent.json` of a machine of a fleet.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fleet } from './fleet.ts'

/** Let a machine keep only so many entries behind its newest snapshot. */
export async function retain (fleet: Fleet, name: string, retainEntries: number): Promise<void> {
  const path = join(fleet.machine(name).dataDir, 'agent.json')
  await fleet.kill(name)
  const settings = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...settings, retainEntries }))
  await fleet.start(name)
}
