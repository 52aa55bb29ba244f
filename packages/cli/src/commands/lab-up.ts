/** `hivemind lab up`. */
import { EXIT, type ExitCode, HivemindError, LIMITS } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { type Context, pause } from '../context.ts'
import { showDuration } from '../duration.ts'
import { refuse } from '../errors.ts'
import { choosePorts, type Lab, labDirOf, planLab, readLab, runningOf, wipeLab } from '../lab/place.ts'
import { raise, rouse } from '../lab/raise.ts'
import { nextCommands, showLab } from '../lab/show.ts'
import { misused } from '../options.ts'
import { usualLabDir } from '../place.ts'
import { stopAgents } from '../stopping.ts'

const MEMBERS_MOST = 20
const STOP_MS = 10_000
const LOOK_AGAIN_MS = 500
const PID_WRITTEN_MS = 1_000

export const labUp = defineCommand({
  name: 'lab up',
  about: 'Start a cluster of real agents on this machine, and watch it. Ctrl-C stops it all.',
  details: 'By the same commands you would type: init, join-token create, join. A lab that was stopped goes on with its data; --fresh begins anew. With --detach it runs until hivemind lab down.',
  examples: ['hivemind lab up', 'hivemind lab up --voters 5 --members 3', 'hivemind lab up --detach -o json'],
  operands: [],
  options: {
    voters: { kind: 'count', value: 'N', standard: '3', about: 'Members that decide.' },
    members: { kind: 'count', value: 'N', standard: '1', about: 'Members that do not.' },
    dir: { kind: 'text', value: 'DIR', about: 'Where the lab lives; ~/.hivemind/lab when left out.' },
    'base-port': {
      kind: 'count',
      value: 'PORT',
      standard: '0',
      about: 'First of the ports in a row; 0 picks free ones.'
    },
    fresh: { kind: 'flag', about: 'Delete the data of a lab that was stopped.' },
    detach: { kind: 'flag', about: 'Leave the agents running and return.' }
  },
  async run ({ options }, context) {
    const dir = labDirOf(options.dir, context.world.env)
    const before = readLab(dir)
    refuseIfRunning(dir, before)
    if (options.voters < 1 || options.voters > LIMITS.votersMax)
      throw misused(`--voters is 1 to ${LIMITS.votersMax}; found ${options.voters}`)
    if (options.members > MEMBERS_MOST) throw misused(`--members is 0 to ${MEMBERS_MOST}; found ${options.members}`)
    const again = !options.fresh && before?.whole === true ? before : null
    if (before !== null && again === null) wipeLab(dir, before)
    const began = performance.now()
    const lab = again ?? {
      whole: false,
      startedAt: '',
      agents: planLab(
        dir,
        options.voters,
        options.members,
        await choosePorts(options['base-port'], options.voters + options.members)
      )
    }
    try {
      if (again !== null) await rouse(context, again)
      const whole = again ?? await raise(context, dir, lab.agents)
      context.talk.done(`${whole.agents.length} agents up in ${showDuration(performance.now() - began)}${again !== null ? ', with the data of the lab before (--fresh begins anew)' : ''}`)
      return await (options.detach ? leaveRunning(context, dir, whole) : attend(context, dir, whole))
    } catch (error) {
      // An agent that was started a moment ago may not have written its pid yet: look twice.
      await stopAgents(context, runningOf(lab), STOP_MS, 'firm')
      await pause(PID_WRITTEN_MS, new AbortController().signal)
      await stopAgents(context, runningOf(lab), STOP_MS, 'firm')
      throw error
    }
  }
})

function refuseIfRunning (dir: string, lab: Lab | null): void {
  const running = lab === null ? [] : runningOf(lab)
  if (running.length === 0) return
  throw new HivemindError(
    refuse(
      'HIVE_CLI_LAB_RUNS',
      `${running.length} agents of a lab run in ${dir}: pid ${running.map(({ pid }) => pid).join(', ')}`
    )
  )
}

async function leaveRunning (context: Context, dir: string, lab: Lab): Promise<ExitCode> {
  const { shown } = await showLab(context, dir, lab)
  context.output.show(shown)
  if (context.output.form === 'table')
    context.talk.say(`\n${nextCommands(dir, lab, dir === usualLabDir(context.world.env))}`)
  return EXIT.ok
}

/** Show the lab whenever it changes, until Ctrl-C; then stop it. */
async function attend (context: Context, dir: string, lab: Lab): Promise<ExitCode> {
  const { output, talk, world } = context
  const hints = nextCommands(dir, lab, dir === usualLabDir(world.env))
  const live = output.look.width !== null
  if (!live && output.form === 'table') talk.say(`\n${hints}\n\nCtrl-C stops the lab`)
  let before = ''
  while (!world.stop.aborted) {
    const { shown } = await showLab(context, dir, lab)
    const facts = essence(shown.item)
    if (live && output.form === 'table')
      output.redraw({ ...shown, text: look => `${shown.text(look)}\n\n${hints}\n\nCtrl-C stops the lab` })
    else if (facts !== before) output.redraw(shown)
    before = facts
    await pause(LOOK_AGAIN_MS, world.stop)
  }
  talk.say('')
  await stopAgents(context, runningOf(lab), STOP_MS, 'firm')
  talk.done('the lab is stopped; its data stays for the next: hivemind lab up')
  return EXIT.ok
}

/** What is worth a new picture where pictures pile up: not memory, uptime and ages. */
function essence (item: unknown): string {
  const { agents, status } = item as {
    agents: ReadonlyArray<{ pid: number | null }>
    status: {
      health: string
      leader: unknown
      term: number
      appliedIndex: number
      members: unknown
      joinsWaiting: number
    } | null
  }
  return JSON.stringify([
    agents.map(({ pid }) => pid),
    status === null
      ? null
      : [status.health, status.leader, status.term, status.appliedIndex, status.members, status.joinsWaiting]
  ])
}
