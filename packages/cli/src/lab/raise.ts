/**
 * Raising a lab by the very commands a person would type, shown as they are typed.
 *
 * Touches agents through those commands.
 */
import { EXIT, HivemindError, type Refusal } from '@hivemind/base'
import type { Context, World } from '../context.ts'
import { refuse } from '../errors.ts'
import { paint } from '../terminal.ts'
import { type Lab, type LabAgent, writeLab } from './place.ts'

/** Start a new lab: the founder, then everyone else at once. */
export async function raise (context: Context, dir: string, agents: readonly LabAgent[]): Promise<Lab> {
  const lab: Lab = { whole: false, startedAt: new Date().toISOString(), agents }
  writeLab(dir, lab)
  const [founder, ...others] = agents
  if (founder === undefined) throw new Error('a lab has at least one agent')
  await type(context, ['init', '--cluster', 'lab', ...placed(founder)])
  const tokens = new Map<LabAgent['part'], string>()
  for (const part of new Set(others.map(other => other.part))) {
    const uses = others.filter(other => other.part === part).length
    const words = ['--uses', String(uses), '--ttl', '10m', '--data-dir', founder.dataDir]
    const made = await type(context, ['join-token', 'create', ...voting(part), ...words])
    tokens.set(part, (made as { token: string }).token)
  }
  await Promise.all(others.map(other => {
    const token = tokens.get(other.part) ?? ''
    return type(context, ['join', founder.listen, '--token', token, ...voting(other.part), ...placed(other)])
  }))
  const whole = { ...lab, whole: true }
  writeLab(dir, whole)
  return whole
}

const voting = (part: LabAgent['part']): string[] => part === 'voter' ? ['--voter'] : []
const placed = (agent: LabAgent): string[] =>
  ['--name', agent.name, '--data-dir', agent.dataDir, '--listen', agent.listen]

/** Start the agents of a lab that was stopped. */
export async function rouse (context: Context, lab: Lab): Promise<void> {
  await Promise.all(lab.agents.map(({ dataDir }) => type(context, ['agent', 'start', '--data-dir', dataDir])))
}

/**
 * Type one command and read its JSON answer.
 *
 * @throws {HivemindError} the command's own error
 */
async function type (context: Context, words: readonly string[]): Promise<unknown> {
  const { run } = await import('../run.ts')
  const { talk, world } = context
  talk.say(paint(talk.look, 'dim', `$ hivemind ${words.map((word, at) => words[at - 1] === '--token' ? '...' : word).join(' ')}`))
  let out = ''
  let errors = ''
  // The words name their agent themselves; whatever the environment names is somebody else's.
  const { HIVEMIND_ADDR: _addr, HIVEMIND_DATA_DIR: _dir, HIVEMIND_OUTPUT: _output, ...env } = world.env
  const inner: World = {
    ...world,
    env,
    stdout: {
      write: text => {
        out += text
      }
    },
    stderr: {
      write: text => {
        errors += text
      }
    }
  }
  const exit = await run([...words, '-o', 'json'], inner)
  if (exit === EXIT.ok) return (JSON.parse(out) as { item: unknown }).item
  throw new HivemindError(
    refusalIn(errors) ??
      refuse('HIVE_CLI_UNEXPECTED', `hivemind ${words.slice(0, 2).join(' ')} ended with exit code ${exit}`)
  )
}

/** The JSON error among the lines a command wrote. */
function refusalIn (text: string): Refusal | null {
  const line = text.trimEnd().split('\n').findLast(each => each.startsWith('{'))
  if (line === undefined) return null
  const { error } = JSON.parse(line) as { error: Refusal }
  return { ...error, status: 500 }
}
