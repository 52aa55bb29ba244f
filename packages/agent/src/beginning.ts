/**
 * The node that a data directory and its settings describe: a founder, a newcomer, or one that returns.
 *
 * Touches the directory: the number of this life is counted, and the token and the note of a machine that joins anew
 * are read.
 */
import { randomBytes } from 'node:crypto'
import { decodeJoinToken, tokenProof } from '@hivemind/api'
import { clusterId, HivemindError, nodeId, prng, index as toIndex, wallMs } from '@hivemind/base'
import { foundingEntries, type JoinPlan, type Started, startKernel } from '@hivemind/kernel'
import type { Entry } from '@hivemind/raft'
import type { Directory } from './directory.ts'
import type { Opened } from './opening.ts'
import { readRejoin } from './rejoining.ts'
import type { Settings } from './settings.ts'
import { toolsOf } from './tools.ts'
import { VERSION } from './version.ts'

/** A node as its disk and settings describe it, and what has to be written before it may speak. */
export interface Begun { readonly started: Started, readonly founding: readonly Entry[] }

/** Make that node. @throws {HivemindError} when the durable state cannot be used */
export function begin (directory: Directory, settings: Settings, opened: Opened, tracing: boolean): Begun {
  const { identity, wal, snapshot, repair } = opened
  const tools = toolsOf(identity)
  const now = wallMs(Date.now())
  const seed = prng(randomBytes(4).readUInt32LE())
  let { entries, commit } = opened
  let founding: readonly Entry[] = []
  const plan = joinPlan(directory, settings)
  if (settings.start.type === 'init' && plan === null && wal.last().index === 0 && !directory.wasMember()) {
    const founder = { id: identity.id, name: settings.name, addresses: settings.listen, version: VERSION }
    const cluster = clusterId(randomBytes(8).toString('hex'))
    founding = foundingEntries(tools, { prng: seed }, cluster, settings.start.cluster, founder, now)
    entries = founding
    commit = toIndex(entries.length) // A log of one voter is committed by that voter's disk.
  }
  const started = startKernel({
    self: identity.id,
    name: settings.name,
    version: VERSION,
    listen: settings.listen,
    seed,
    now,
    tools,
    hard: wal.restored.hard,
    snapshot,
    entries,
    commit,
    repair,
    acquainted: directory.acquainted(),
    plan,
    leaseReads: settings.leaseReads,
    tracing,
    boot: directory.countBoot()
  })
  if ('code' in started) throw new HivemindError(started)
  return { started, founding }
}

/** How it asks to be let in, if it has to: as its settings say, or anew, as a member that the others know. */
function joinPlan (directory: Directory, { start, name, listen }: Settings): JoinPlan | null {
  const again = readRejoin(directory)
  // What was found wrong before the join was over is asked for anew as it was asked for: the token names the voters.
  const goesOn = again !== null && again.avoid.length > 0 && start.type === 'join'
  if (again !== null && !goesOn)
    return { addresses: again.peers, name, listen, version: VERSION, voter: false, token: null, avoid: again.avoid }
  if (start.type !== 'join') return null
  const text = directory.readToken(start.tokenFile)
  const token = text === null ? null : decodeJoinToken(text)
  return {
    addresses: again?.peers ?? start.peers,
    avoid: again?.avoid ?? [],
    name,
    listen,
    version: VERSION,
    voter: start.voter,
    ...(start.replaces ? { replaces: true } : {}),
    token:
      token === null
        ? null
        : {
            id: token.id,
            secretHash: tokenProof(token.secret),
            cluster: token.cluster,
            voters: token.voters.map(nodeId)
          }
  }
}
