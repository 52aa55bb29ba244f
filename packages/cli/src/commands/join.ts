/** `hivemind join PEER`. */
import { readFileSync } from 'node:fs'
import type { Client, JoinTokenText, Status } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError, type Refusal } from '@hivemind/base'
import { deathOf, type Started, unsettle } from '../agent-process.ts'
import {
  bringUp, checkedAddresses, checkedName, giveBack, newcomerOptions, settingsFrom, usualListen, usualName, whenAnswering
} from '../bring-up.ts'
import { checksText } from '../checks-text.ts'
import { defineCommand } from '../command.ts'
import { type Context, pause, throwIfStopped } from '../context.ts'
import { showDuration } from '../duration.ts'
import { refuse } from '../errors.ts'
import { exitOf, type PeerLook, peerChecks } from '../explaining.ts'
import { JoinSteps, showLacks } from '../joining.ts'
import { offline } from '../offline.ts'
import { misused } from '../options.ts'
import { refusalOfProblem } from '../reply.ts'
import { stopAgents } from '../stopping.ts'
import { waitForPart } from '../voting.ts'

const AGAIN_MS = 60

export const join = defineCommand({
  name: 'join',
  about: 'Ask a running cluster to admit this machine, and wait until it is ready.',
  details:
    'Any member will do as the peer; it carries the request to the leader. With a token it is admitted at once; without one it waits until somebody runs hivemind join-request approve. Then it waits until other members that can be reached perform what the roles of this machine need to begin (bootstrapRequires); exit code 8 and what is missing when --wait is over. Ctrl-C stops the waiting; the agent goes on in the background.',
  examples: [
    'hivemind join 10.0.0.5:7400 --token hmj_...',
    'hivemind join 127.0.0.1:7400 --token-file t --name b --data-dir ./b --listen 127.0.0.1:7401 --voter',
    'hivemind join 10.0.0.5:7400 --token-file t --replace px-09',
    'hivemind join 10.0.0.5:7400 --detach',
    'hivemind join 10.0.0.5:7400 --token-file t --explain'
  ],
  operands: [{ name: 'PEER', about: 'host:port of a member; several are tried in turn.', many: true }],
  options: {
    ...newcomerOptions,
    token: { kind: 'text', value: 'T', about: 'Join token. Others on this machine may see it among the processes; --token-file hides it.' },
    'token-file': { kind: 'text', value: 'FILE', about: 'File that holds the join token; - reads it from stdin.' },
    voter: { kind: 'flag', about: 'Ask to join the control plane.' },
    replace: {
      kind: 'text', value: 'NAME', about: 'Take over the name of a machine that is gone; its identity never comes back.'
    },
    wait: { kind: 'duration', value: 'TIME', standard: '5m', about: 'Longest wait until it is ready.' },
    detach: { kind: 'flag', about: 'Do not wait.' },
    explain: { kind: 'flag', about: 'Join nothing: check each PEER step by step, and say what a join would meet there.' }
  },
  async run ({ options, operands }, context) {
    const peers = operands.flatMap(text => checkedAddresses(text, 'PEER'))
    const text = tokenText(options)
    const token = text === null ? null : await readToken(text)
    const named = { ...options, name: nameOf(options) }
    const replaces = options.replace !== undefined
    if (options.explain) return await explained(context, peers, text, token, { ...named, replaces })
    const settings = settingsFrom(named, {
      type: 'join',
      peers,
      voter: options.voter,
      ...(replaces ? { replaces } : {}),
      ...(text === null ? {} : { tokenFile: 'join-token' })
    })
    const { dataDir } = context.place
    const started = await bringUp(dataDir, settings, text)
    try {
      const client = await whenAnswering(context, dataDir, started, options.wait)
      if (options.detach) return showDetached(context, started, settings.name)
      const status = await follow(context, client, started, token, options.wait)
      if (options.voter) await waitForPart(context, client, status, 'voter', options.wait)
      return showJoined(context, client, started, status)
    } catch (error) {
      return giveBack(dataDir, started, error)
    }
  }
})

/** See what a join would meet; nothing is started, written or spent. */
async function explained (
  context: Context,
  peers: readonly string[],
  text: string | null,
  token: JoinTokenText | null,
  { name, listen, voter, replaces }: {
    name: string | undefined, listen: string | undefined, voter: boolean, replaces: boolean
  }
): Promise<ExitCode> {
  const claim = {
    name: checkedName(name ?? usualName()), listen: checkedAddresses(listen ?? usualListen(), '--listen')
  }
  const request = { type: 'look', peers, ...claim, voter, replaces, token: text }
  const looks = await offline<readonly PeerLook[]>(context, request)
  const groups = looks.map(look => peerChecks(look, { token, voter }))
  context.output.show({
    kind: 'CheckList', items: groups.flat(), text: look => groups.map(checks => checksText(checks, look)).join('\n\n')
  })
  return exitOf(looks)
}

/** Who takes over a name has that name. */
function nameOf ({ name, replace }: { name: string | undefined, replace: string | undefined }): string | undefined {
  if (replace === undefined || name === undefined || name === replace) return replace ?? name
  throw misused(`--replace takes over the name "${replace}", and --name is "${name}"`, 'Leave --name out.')
}

function tokenText (options: { token: string | undefined, 'token-file': string | undefined }): string | null {
  const { token, 'token-file': path } = options
  if (token !== undefined && path !== undefined) throw misused('--token and --token-file exclude each other')
  if (path === undefined) return token?.trim() ?? null
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  } catch (cause) {
    throw misused(`the token file cannot be read: ${(cause as Error).message}`)
  }
}

async function readToken (text: string): Promise<JoinTokenText> {
  const { decodeJoinToken } = await import('@hivemind/api/token') // The rest is loaded while the agent starts.
  return decodeJoinToken(text)
}

/** Show the steps until the newcomer is ready. */
async function follow (
  context: Context,
  client: Client,
  started: Started,
  token: JoinTokenText | null,
  waitMs: number
): Promise<Status> {
  const {
    talk,
    place: { dataDir },
    world: { stop }
  } = context
  const steps = new JoinSteps(talk, token)
  const goesOn = `The agent goes on, pid ${started.pid}; see how far it is with: hivemind status --data-dir ${dataDir}`
  const until = performance.now() + waitMs
  for (;;) {
    if (started.ended() !== null) {
      const death = deathOf(dataDir, started)
      talk.failed(`${steps.current}: ${death.message}`)
      throw new HivemindError(death)
    }
    const status = await look(client)
    if (status !== null && await isReady(context, started, steps, status)) return status
    if (performance.now() > until) throw new HivemindError(tooLate(steps, showDuration(waitMs), goesOn))
    await Promise.race([pause(AGAIN_MS, stop), started.whenEnded])
    throwIfStopped(stop, goesOn)
  }
}

/** Why it is not ready yet, and what to do about it. */
function tooLate ({ current, lacks }: JoinSteps, waited: string, goesOn: string): Refusal {
  if (lacks.length === 0)
    return refuse('HIVE_CLI_WAIT_OVER', `not ready after ${waited}, at step ${current}`, { hint: goesOn })
  const message = `this machine is a member, and after ${waited} no other member that can be reached performs ${showLacks(lacks)}`
  const hint = `Enable a role that performs it on another member: hivemind role enable ROLE --on NAME; or start the machine that has it: hivemind role list. ${goesOn}`
  return refuse('HIVE_CLI_LACKS', message, { hint })
}

/** Tell the step that a status shows; a refusal ends the newcomer. */
async function isReady (context: Context, started: Started, steps: JoinSteps, status: Status): Promise<boolean> {
  const { joining, phase, cluster, appliedIndex } = status
  if (joining !== null) steps.see(joining)
  if (joining?.refusal != null) await turnedAway(context, started, refusalOfProblem(joining.refusal))
  if (phase !== 'member' || (joining !== null && joining.step !== 'ready')) return false
  // It was ready before we looked for the first time.
  const places = { appliedIndex, targetIndex: appliedIndex, lacks: [] }
  const peer = status.source.from ?? 'a peer'
  const clusterName = cluster?.name ?? ''
  if (joining === null) steps.see({ step: 'ready', peer, clusterName, request: '', ...places, refusal: null })
  return true
}

/** Null while the agent does not answer: it may just have ended, which is looked at next. */
async function look (client: Client): Promise<Status | null> {
  try {
    return await client.status()
  } catch (error) {
    if (error instanceof HivemindError && (error.refusal.exit === EXIT.unreachable || error.refusal.retry === 'yes'))
      return null
    throw error
  }
}

/** A refused newcomer ends by itself; should it not, it is stopped, and the directory is free for another try. */
async function turnedAway (
  context: Context,
  started: Started,
  refusal: ReturnType<typeof refusalOfProblem>
): Promise<never> {
  await Promise.race([started.whenEnded, pause(3_000, context.world.stop)])
  if (started.ended() === null)
    await stopAgents(context, [{ dataDir: context.place.dataDir, pid: started.pid }], 5_000, 'patient')
  unsettle(context.place.dataDir)
  throw new HivemindError(refusal)
}

function showDetached (context: Context, started: Started, name: string): ExitCode {
  const { dataDir } = context.place
  context.output.show({
    kind: 'Joining',
    item: { name, pid: started.pid, dataDir },
    text: () => `${name} asks to join, pid ${started.pid}`
  })
  context.talk.hint(`see how far it is with: hivemind status --data-dir ${dataDir}`)
  return EXIT.ok
}

function showJoined (context: Context, client: Client, started: Started, status: Status): ExitCode {
  const { dataDir } = context.place
  const item = {
    name: status.name,
    id: status.id,
    cluster: status.cluster,
    epoch: status.epoch,
    index: status.appliedIndex,
    listen: status.agent.listen,
    dataDir,
    addr: client.addr,
    pid: started.pid
  }
  context.output.show({
    kind: 'Joined',
    item,
    text: () =>
      `${status.name} is a member of ${status.cluster?.name}, epoch ${status.epoch}, pid ${started.pid}, ${dataDir}`
  })
  return EXIT.ok
}
