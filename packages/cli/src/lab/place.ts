/**
 * A lab's own file: which agents it has, where they live, whether it was finished.
 *
 * Touches `lab.json` in the lab's directory.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { HivemindError } from '@hivemind/base'
import { runningPid } from '../agent-process.ts'
import { refuse } from '../errors.ts'
import { type Environment, usualLabDir } from '../place.ts'
import type { RunningAgent } from '../stopping.ts'

export interface LabAgent {
  readonly name: string
  readonly part: 'voter' | 'member'
  readonly dataDir: string
  readonly listen: string
}
export interface Lab {
  /** True once every agent has joined: only then is it worth starting again. */
  readonly whole: boolean
  readonly startedAt: string
  readonly agents: readonly LabAgent[]
}

export const labDirOf = (dir: string | undefined, env: Environment): string => resolve(dir ?? usualLabDir(env))

export function readLab (dir: string): Lab | null {
  try {
    const lab = JSON.parse(readFileSync(join(dir, 'lab.json'), 'utf8')) as Partial<Lab>
    return Array.isArray(lab.agents)
      ? { whole: lab.whole === true, startedAt: lab.startedAt ?? '', agents: lab.agents }
      : null
  } catch {
    return null
  }
}

/** @throws {HivemindError} HIVE_CLI_NO_LAB */
export function needLab (dir: string): Lab {
  const lab = readLab(dir)
  if (lab === null) throw new HivemindError(refuse('HIVE_CLI_NO_LAB', `${dir} holds no lab`))
  return lab
}

export function writeLab (dir: string, lab: Lab): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  writeFileSync(join(dir, 'lab.json.new'), `${JSON.stringify(lab, null, 2)}\n`, { mode: 0o600 })
  renameSync(join(dir, 'lab.json.new'), join(dir, 'lab.json'))
}

/** Delete a lab's agents and its file, and nothing else that may lie in the directory. */
export function wipeLab (dir: string, lab: Lab): void {
  for (const { name } of lab.agents)
    if (/^[a-z0-9-]+$/.test(name)) rmSync(join(dir, name), { recursive: true, force: true })
  rmSync(join(dir, 'lab.json'), { force: true })
}

/** The lab's agents that run now. */
export const runningOf = (lab: Lab): RunningAgent[] => lab.agents.flatMap(({ dataDir }) => {
  const pid = runningPid(dataDir)
  return pid === null ? [] : [{ dataDir, pid }]
})

/** Names a, b, c ...; voters first. */
export function planLab (dir: string, voters: number, members: number, ports: readonly number[]): LabAgent[] {
  return Array.from({ length: voters + members }, (_, at) => {
    const name = at < 26 ? String.fromCharCode(97 + at) : `n${at}`
    return { name, part: at < voters ? 'voter' : 'member', dataDir: join(dir, name), listen: `127.0.0.1:${ports[at]}` }
  })
}

/** Ports in a row from a base, or free ones when the base is 0. */
export async function choosePorts (base: number, count: number): Promise<number[]> {
  if (base !== 0) return Array.from({ length: count }, (_, at) => base + at)
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => new Promise(listening => { server.once('listening', listening) })))
  const ports = servers.map(server => (server.address() as { port: number }).port)
  await Promise.all(servers.map(server => new Promise(closed => { server.close(closed) })))
  return ports
}
