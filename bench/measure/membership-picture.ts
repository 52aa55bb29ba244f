/**
 * The picture of `npm run bench -- membership`: detection and false positives, ours, serf's and memberlist's.
 *
 * Pure.
 */
import { gapsOf } from './gaps.ts'
import { PANEL, panel, type Series, text } from './panel.ts'
import { MEASURES, type Measure, type Shown } from './rounds.ts'
import type { Simulated } from './simulated.ts'

/**
 * memberlist at 128 members, one-second probes, 500 ms timeout: a crash known by all, and the interval anomaly with
 * 16 and 32 blocked members. Source: Lifeguard (Dadgar, Phillips, Currey 2017), V, and the same done again with
 * memberlist itself.
 */
const MEMBERLIST = {
  members: 128,
  crashMs: {
    'memberlist, plain SWIM': 12_600, 'memberlist, Lifeguard alpha 5': 12_900, 'memberlist, Lifeguard alpha 2': 6_400
  },
  falsePositives: {
    'memberlist, plain SWIM': [[16, 150], [32, 188]], 'memberlist, Lifeguard': [[16, 8], [32, 35]]
  }
} as const

const OURS = ['#1f6feb', '#54aeff', '#0a3069', '#8250df'] as const
const SERF = '#d1242f'
const PEERS = ['#953800', '#d4a72c', '#cf7b52'] as const
const colour = (of: readonly string[], nth: number): string => of[nth % of.length] ?? '#000'
const own = (name: string, nth: number, points: Series['points']): Series =>
  ({ name, colour: colour(OURS, nth), points })

/** @param about - when, where and under what load, one line */
export function picture (all: readonly Shown[], simulated: Simulated, about: string): string {
  const panels = [detection(all, simulated), live(all), byMembers(simulated), byBlocked(simulated)]
  const [width, height] = [PANEL.width * 2 + 40, PANEL.height * 2 + 60]
  const look = `viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${look}>`,
    '<rect width="100%" height="100%" fill="#fff"/>', ...panels, text(20, height - 12, 'start', about), '</svg>', ''
  ].join('\n')
}

function detection (all: readonly Shown[], { detection: rows }: Simulated): string {
  const killed = (product: string): Series['points'] =>
    all.filter(one => one.product === product && one.samples.killed.length > 0)
      .map(one => [one.members, gapsOf(one.samples.killed).p50Ms])
  return panel({
    title: 'A member is gone: known by all', across: 'members', up: 'ms', logarithmic: true,
    series: [
      own('silent host, simulated, p99', 1, rows.map(row => [row.members, row.silentP99Ms])),
      own('silent host, simulated, p50', 0, rows.map(row => [row.members, row.silentP50Ms])),
      own('killed, simulated, p50', 3, rows.map(row => [row.members, row.killedP50Ms])),
      own('killed, real agents, p50', 2, killed('hivemind')),
      { name: 'serf, killed, real agents, p50', colour: SERF, points: killed('serf') },
      ...Object.entries(MEMBERLIST.crashMs).map(([name, ms], nth): Series => ({
        name: `${name}, crash, p50`, colour: colour(PEERS, nth), single: true, points: [[MEMBERLIST.members, ms]]
      }))
    ]
  }, [0, 0])
}

function live (all: readonly Shown[]): string {
  const points = (product: string, measure: Measure): Series['points'] =>
    all.filter(one => one.product === product && one.samples[measure].length > 0)
      .map(one => [one.members, gapsOf(one.samples[measure]).p50Ms])
  return panel({
    title: 'Real agents on one machine: known by all, p50', across: 'members', up: 'ms', logarithmic: true,
    series: MEASURES.flatMap((measure, nth) => [
      { name: `hivemind, ${measure}`, colour: colour(OURS, nth), points: points('hivemind', measure) },
      { name: `serf, ${measure}`, colour: colour([SERF, ...PEERS], nth), points: points('serf', measure) }
    ])
  }, [PANEL.width + 20, 0])
}

function byMembers ({ byMembers: rows }: Simulated): string {
  const theirs = Object.entries(MEMBERLIST.falsePositives).map(([name, [[, at16]]], nth): Series => ({
    name, colour: colour(PEERS, nth), single: true, points: [[MEMBERLIST.members, at16]]
  }))
  return panel({
    title: 'False positives, 16 members blocked', across: 'members', up: 'in 2 min', logarithmic: false,
    series: [own('hivemind, simulated', 0, rows.map(row => [row.members, row.mean])), ...theirs]
  }, [0, PANEL.height + 20])
}

function byBlocked ({ byBlocked: rows }: Simulated): string {
  const theirs = Object.entries(MEMBERLIST.falsePositives)
    .map(([name, points], nth): Series => ({ name, colour: colour(PEERS, nth), points }))
  return panel({
    title: 'False positives among 128 members', across: 'members blocked', up: 'in 2 min', logarithmic: false,
    series: [own('hivemind, simulated', 0, rows.map(row => [row.blocked, row.mean])), ...theirs]
  }, [PANEL.width + 20, PANEL.height + 20])
}
