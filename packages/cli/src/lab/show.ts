/** A lab as people and programs see it. Touches the agents' API. */
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { runningPid } from '../agent-process.ts'
import { askStatus } from '../commands/status.ts'
import { type Context, dial } from '../context.ts'
import type { Shown } from '../output.ts'
import { socketAddr } from '../place.ts'
import { renderTable } from '../table.ts'
import type { Look } from '../terminal.ts'
import type { Lab } from './place.ts'

const DEADLINE_MS = 2_000

/** Processes of a lab, and the status that its first agent gives. */
export async function showLab (context: Context, dir: string, lab: Lab): Promise<{ shown: Shown, exit: ExitCode }> {
  const agents = lab.agents.map(agent => ({ ...agent, pid: runningPid(agent.dataDir) }))
  const status = await firstStatus(context, lab)
  const text = (look: Look): string =>
    [
      renderTable(
        {
          columns: [
            { title: 'AGENT' },
            { title: 'PART' },
            { title: 'PROCESS' },
            { title: 'LISTENS' },
            { title: 'DATA' }
          ],
          rows: agents.map(({ name, part, pid, listen, dataDir }) => [
            name,
            part,
            pid === null ? { text: 'stopped', paint: 'red' } : { text: `pid ${pid}`, paint: 'green' },
            listen,
            dataDir
          ]),
          empty: 'no agents'
        },
        look
      ),
      '',
      status === null ? 'no agent answers' : status.shown.text(look)
    ].join('\n')
  const shown = {
    kind: 'Lab',
    item: { dir, whole: lab.whole, startedAt: lab.startedAt, agents, status: status?.shown.item ?? null },
    text
  }
  return { shown, exit: status === null ? EXIT.unreachable : status.degraded ? EXIT.degraded : EXIT.ok }
}

async function firstStatus (context: Context, lab: Lab): Promise<Awaited<ReturnType<typeof askStatus>> | null> {
  for (const { dataDir } of lab.agents) {
    if (runningPid(dataDir) === null) continue
    const client = await dial(socketAddr(dataDir), Math.min(DEADLINE_MS, context.globals.timeout))
    try {
      return await askStatus({ client: async () => client })
    } catch (error) {
      if (!(error instanceof HivemindError)) throw error
    } finally {
      client.close()
    }
  }
  return null
}

/** What to try next, in words that work when pasted. */
export function nextCommands (dir: string, lab: Lab, usual: boolean): string {
  const [first, second = first, last = second] = [lab.agents[0], lab.agents[1], lab.agents.at(-1)]
  const more = usual ? '' : ` --dir ${dir}`
  const rows: ReadonlyArray<readonly [command: string, about: string]> = [
    [`export HIVEMIND_DATA_DIR=${first?.dataDir}`, 'talk to the first agent'],
    ['npx hivemind status', 'the cluster on one screen'],
    ['npx hivemind log append --type hello \'{"from":"me"}\'', 'write to the log'],
    [`npx hivemind log tail --data-dir ${last?.dataDir}`, 'read it on another machine'],
    ['npx hivemind cp transfer', 'let another voter lead'],
    [`kill -9 $(cat ${first?.dataDir}/agent.pid)`, 'lose a machine'],
    [`npx hivemind status --data-dir ${second?.dataDir}`, 'and see what the others make of it'],
    [`npx hivemind agent start --data-dir ${first?.dataDir}`, 'it comes back'],
    [`npx hivemind lab down${more}`, 'stop it all']
  ]
  const width = Math.max(...rows.map(([command]) => command.length)) + 2
  return ['try in another terminal:', ...rows.map(([command, about]) => `  ${command.padEnd(width)}# ${about}`)].join(
    '\n'
  )
}
