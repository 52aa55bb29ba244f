/**
 * The faults that real processes on this machine are tortured with.
 *
 * Touches what the scenarios of test/faults touch: agents, mounts, namespaces.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, draw } from '@hivemind/base'
import { cutLinks, linked } from '../../test/faults/cuts.ts'
import { fillUp, isFull, small } from '../../test/faults/full.ts'
import { type FileSystem, noImages } from '../../test/faults/image.ts'
import { cutsOf, noNetwork } from '../../test/faults/network.ts'
import { cutOnce, powered, wrongWith } from '../../test/faults/power.ts'
import { stopLeader, trio } from '../../test/faults/stopping.ts'
import { noTracing, SyncTrial } from '../../test/faults/syncs.ts'
import type { Undoing } from '../../test/faults/undoing.ts'
import { type Machine, until } from '../../test/fleet.ts'
import { newLedger } from '../../test/writers.ts'
import type { Fault, Trial } from './trial.ts'

/** Numbers that one cycle may give to its events. */
const NUMBERS = 100_000
const HOSTS = ['a', 'b', 'c']
const SYNCS = 50

const names = (machines: readonly Machine[]): string => machines.map(({ name }) => name).join(', ')

/** The leader alone, all, a follower alone, all, two of them: in turn. */
async function poweredTrial (undoing: Undoing, kind: FileSystem, voters: number, chance: Chance): Promise<Trial> {
  const cluster = await powered(undoing, kind, voters)
  const { fleet, machines, ledger } = cluster
  const victimsOf = async (nth: number): Promise<readonly Machine[]> => {
    const leader = await fleet.leader()
    const followers = machines.filter(machine => machine !== leader)
    return [[leader], machines, followers.slice(0, 1), machines, followers][nth % 5] ?? machines
  }
  return {
    ledger,
    async cycle (nth) {
      const victims = (await victimsOf(nth)).slice(0, machines.length)
      const wrong = await cutOnce(cluster, victims.length === 0 ? machines : victims, nth * NUMBERS, chance)
      return { said: `power of ${names(victims)} of ${voters}`, wrong }
    },
    stop: () => fleet.stop()
  }
}

const power = (kind: FileSystem): Fault => ({
  name: `power-${kind}`, unable: () => noImages(kind), cyclesMax: 10,
  begin: (undoing, chance) => poweredTrial(undoing, kind, draw(chance, 4) === 0 ? 1 : 3, chance)
})

const cuts: Fault = {
  name: 'cuts', unable: noNetwork, cyclesMax: 64,
  async begin (undoing) {
    const cluster = await linked(undoing)
    return {
      ledger: cluster.ledger,
      async cycle (nth) {
        const cut = cutsOf(HOSTS, nth % 64)
        const { progressMs, terms, wrong } = await cutLinks(cluster, cut, nth * NUMBERS)
        const links = cut.map(([from, to]) => `${from}>${to}`).join(' ') || 'nothing'
        const progress = progressMs === null ? 'no majority' : `progress after ${progressMs.toFixed(0)} ms`
        return { said: `cut ${links}: ${progress}, ${terms} new terms`, wrong }
      },
      stop: () => cluster.fleet.stop()
    }
  }
}

const stop: Fault = {
  name: 'stop', unable: () => false, cyclesMax: 20,
  async begin (undoing) {
    const cluster = await trio(undoing)
    return {
      ledger: cluster.ledger,
      async cycle (nth) {
        const { progressMs, wrong } = await stopLeader(cluster, nth * NUMBERS)
        return { said: `leader stopped: progress after ${progressMs.toFixed(0)} ms`, wrong }
      },
      stop: () => cluster.fleet.stop()
    }
  }
}

const fsync: Fault = {
  name: 'fsync', unable: () => noTracing() || noImages('ext4'), cyclesMax: SYNCS,
  async begin (undoing) {
    const trial = new SyncTrial(undoing)
    const ledger = newLedger()
    return {
      ledger,
      async cycle (nth) {
        const position = nth % SYNCS + 1
        const { acknowledged, failed, code, wrong } = await trial.fail('fdatasync', position)
        for (let at = 0; at < acknowledged; at++) ledger.acknowledged.set(nth * NUMBERS + at, at)
        const file = failed === null ? 'none failed' : `failed ${failed.split('/').slice(-2).join('/')}`
        return { said: `sync ${position}: ${file}, ${acknowledged} acknowledged, exit ${code ?? 'none'}`, wrong }
      },
      stop: async () => {}
    }
  }
}

const full: Fault = {
  name: 'full', unable: () => noImages('ext4'), cyclesMax: 1,
  async begin (undoing, chance) {
    const cluster = await small(undoing, draw(chance, 2) === 0 ? 1 : 3)
    const { fleet, machines, ledger, image, makeRoom } = cluster
    return {
      ledger,
      async cycle (nth) {
        const [machine] = machines
        if (machine === undefined) throw new Error('a cluster has a machine')
        await fillUp(cluster, machine, nth * NUMBERS)
        const giveBack = image.fill(0)
        if (draw(chance, 2) === 0) await fleet.kill(machine.name)
        await pause(draw(chance, 3_000))
        giveBack()
        makeRoom()
        if (machine.pid === 0) await fleet.start(machine.name)
        await until('the log to go on', async () => !await isFull(machine))
        return { said: `disk of ${machine.name} of ${machines.length} full`, wrong: await wrongWith(machines, ledger) }
      },
      stop: () => fleet.stop()
    }
  }
}

/** By the word that chooses them. */
export const FAULTS: ReadonlyMap<string, readonly Fault[]> = new Map([
  ['power', [power('ext4'), power('xfs')]], ['cuts', [cuts]], ['fsync', [fsync]], ['full', [full]], ['stop', [stop]]
])
