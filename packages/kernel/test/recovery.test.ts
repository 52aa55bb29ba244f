/** Plans of recovery from survivors' logs, case by case: `recovery.txt`. REWRITE=1 writes it anew. */
import { join } from 'node:path'
import { index, nodeId, term } from '@hivemind/base'
import t from 'tap'
import { planRecovery, type RecoveryPlan, type SurvivorReport } from '../src/index.ts'
import { type Command, runFile } from './datadriven.ts'

const survivors: SurvivorReport[] = []

/**
 * `log a terms=1,1,2 commit=2`: the entries' terms in order; `fork=x` makes the chain another one from there on, and
 * `outgoing=a,b,c` is the other half of a joint configuration; with `before=a,b,c` the last entry changed the voters.
 */
function reportOf ({ words: [name = ''], settings }: Command): SurvivorReport {
  const terms = (settings['terms'] ?? '1').split(',').map(Number)
  const fork = Number(settings['fork'] ?? Number.POSITIVE_INFINITY)
  const rows = terms.map((at, place) => ({
    index: index(place + 1), term: term(at), type: 'load', at: 1_000 * (place + 1), txid: '',
    chain: `${place + 1 >= fork ? name : 'same'}-${terms.slice(0, place + 1).join('.')}`
  }))
  const runs: Array<SurvivorReport['runs'][number]> = []
  for (const { index, term, chain } of rows) {
    const run = runs.at(-1)
    if (run?.term === term) runs[runs.length - 1] = { ...run, through: index, chain }
    else runs.push({ term, from: index, through: index, chain })
  }
  const last = rows.at(-1)
  const voters = (settings['voters'] ?? 'a,b,c').split(',').map(nodeId)
  const listed = (key: string): string[] => (settings[key] ?? '').split(',').filter(word => word !== '')
  const outgoing = listed('outgoing').map(nodeId)
  const members = [...new Set([...voters, ...outgoing, ...listed('members')])]
  return {
    version: 1,
    id: nodeId(name),
    name,
    addresses: [],
    software: '1',
    cluster: { id: settings['cluster'] ?? 'c1', name: 'prod' },
    epoch: 1,
    lineage: Number(settings['lineage'] ?? 0),
    term: term(Number(settings['term'] ?? last?.term ?? 0)),
    votedFor: null,
    firstIndex: index(1),
    lastIndex: last?.index ?? index(0),
    lastTerm: last?.term ?? term(0),
    chain: last?.chain ?? '',
    commit: index(Number(settings['commit'] ?? 0)),
    runs,
    tail: rows,
    voters,
    learners: [], outgoing,
    replaced: listed('before').length === 0
      ? []
      : [{ until: last?.index ?? index(0), voters: listed('before').map(nodeId), outgoing: [] }],
    members: members.map(id => ({ id: nodeId(id), name: id, wanted: 'voter' })),
    lastAt: last?.index ?? 0,
    damagedThrough: settings['damaged'] === undefined ? null : index(Number(settings['damaged']))
  }
}

function perform (command: Command): string {
  if (command.name === 'log') {
    survivors.push(reportOf(command))
    return 'read'
  }
  const plan = planRecovery(survivors.splice(0))
  return 'code' in plan ? `${plan.code}: ${plan.message}` : shown(plan)
}

function shown (plan: RecoveryPlan): string {
  const names = (rows: ReadonlyArray<{ readonly name: string }>): string =>
    rows.map(({ name }) => name).join(' ') || '-'
  const { undecided, maybeLost } = plan
  return [
    `${plan.survivor.name} goes on after ${plan.survivor.lastIndex}/${plan.survivor.lastTerm}, term ${plan.term}, epoch ${plan.epoch.to}`,
    `voters ${names(plan.voters)} lost ${names(plan.lost)} others ${names(plan.others)}`,
    `undecided ${undecided === null ? '-' : `${undecided.from}..${undecided.through}`}`,
    ...plan.dropped.map(({ name, from, through }) => `dropped ${from}..${through} of ${name}`),
    ...plan.behind.map(({ name, entries }) => `behind ${name} by ${entries}`),
    `${maybeLost.possible ? `may be lost after ${maybeLost.after}` : 'nothing acknowledged is lost'}: ${maybeLost.why}`
  ].join('\n')
}

t.test('a plan follows from what the survivors hold, and from nothing else', async t => {
  runFile(join(import.meta.dirname, 'recovery.txt'), perform, (found, expected, title) => {
    t.equal(found, expected, title)
  })
})

t.test('a plan is the same in whatever order the survivors are named, and another when any log is', async t => {
  const read = (terms: string, name = 'a'): SurvivorReport =>
    reportOf({ name: 'log', words: [name], settings: { terms, voters: 'a,b,c,d,e' } })
  const [one, other] = [read('1,1,2'), read('1,1', 'b')]
  t.same(planRecovery([one, other]), planRecovery([other, one]))
  t.notSame(planRecovery([one, other]), planRecovery([one, read('1', 'b')]))
  const lineage = (plan: ReturnType<typeof planRecovery>): number => 'code' in plan ? 0 : plan.lineage.to
  t.not(lineage(planRecovery([one])), lineage(planRecovery([other])), 'two recoveries apart have different lineages')
})
