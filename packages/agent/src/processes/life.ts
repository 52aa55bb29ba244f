/**
 * The life of one process: what is so, what the log wants, and what is to be done about it.
 *
 * Pure. Levels, not edges: each step looks at what is so now. Two invariants: (1) nothing is started while something
 * runs, (2) what is not managed is looked at and never started, signalled or killed.
 */
import type { ProcessState, Stopping } from '@hivemind/control'
import { againMs, endsAfter } from '../roles/again.ts'

/** What the log wants, and by which rules. */
export interface Aim {
  readonly wanted: 'online' | 'offline' | 'watched'
  /** Version of what is wanted: a higher one is a new wish, by which what failed is tried again. */
  readonly version: number
  /** What was started under an earlier wish than this one ends first; 0 when nothing has to. */
  readonly restarted: number
  /** Ends one after another after which it is left alone. */
  readonly restarts: number
  readonly stop: Stopping
  /** Whether a check says that it works; without one it works when it has lived for a moment. */
  readonly checks: boolean
}

/**
 * `pausing` until it is started again, `spent` when it is not any more; `stuck` when it was to end and did not, so it
 * runs still.
 */
export type Phase = 'off' | 'starting' | 'on' | 'pausing' | 'spent' | 'stopping' | 'killing' | 'stuck'

export interface Life {
  aim: Aim
  phase: Phase
  /** Null until it is known. */
  state: ProcessState | null
  sinceMs: number
  startedMs: number
  /** Version of the wish under which what runs was started. */
  startedVersion: number
  /** When a pause or a patience is over. */
  untilMs: number
  checkAtMs: number
  /** Ends one after another. */
  ends: number
  problem: string
}

export type Input =
  | { readonly type: 'aim', readonly aim: Aim }
  | { readonly type: 'tick' }
  /** It runs, since an earlier life of the agent. */
  | { readonly type: 'found', readonly startedMs: number }
  | { readonly type: 'ended', readonly how: string }
  /** `dead`: what it left behind says that it did not end in good order. */
  | { readonly type: 'checked', readonly verdict: 'up' | 'down' | 'dead', readonly problem: string }

export type Effect =
  | { readonly type: 'start' | 'check' | 'kill' }
  | { readonly type: 'signal', readonly signal: string }

/** What has no check works when it has lived so long. */
export const STEADY_MS = 500
/** What has one may take so long until the check says so. */
export const START_MS = 30_000
/** What is killed is gone by then, or the system cannot end it. */
export const KILL_MS = 5_000
const CHECK_MS = 500
const WATCH_MS = 2_000

export const begin = (aim: Aim, nowMs: number): Life => ({
  aim, phase: 'off', state: null, sinceMs: nowMs, startedMs: nowMs, startedVersion: 0, untilMs: nowMs,
  checkAtMs: nowMs, ends: 0, problem: ''
})

/** Whether a process of it runs, as far as is known. */
export const runs = ({ phase }: Pick<Life, 'phase'>): boolean =>
  phase === 'starting' || phase === 'on' || phase === 'stopping' || phase === 'killing' || phase === 'stuck'

export function step (life: Life, input: Input, nowMs: number): readonly Effect[] {
  switch (input.type) {
    case 'aim': aimed(life, input.aim, nowMs); break
    case 'found': found(life, input.startedMs, nowMs); break
    case 'ended': ended(life, input.how, nowMs); break
    case 'checked': checked(life, input, nowMs); break
    case 'tick': break
  }
  return settle(life, nowMs)
}

function enter (life: Life, phase: Phase, state: ProcessState, nowMs: number, problem = ''): void {
  if (life.state !== state) life.sinceMs = nowMs
  life.phase = phase
  life.state = state
  life.problem = problem
}

function aimed (life: Life, aim: Aim, nowMs: number): void {
  const again = aim.version > life.aim.version
  life.aim = aim
  if (!again) return
  if (life.phase === 'spent') {
    life.ends = 0
    enter(life, 'off', 'OFFLINE', nowMs)
  }
  if (life.phase === 'pausing' && isOld(life)) [life.ends, life.untilMs] = [0, nowMs]
  // It was to end and did not: it is wanted as it is, or told once more.
  if (life.phase === 'stuck') found(life, nowMs, nowMs)
}

function found (life: Life, startedMs: number, nowMs: number): void {
  life.startedMs = startedMs
  life.untilMs = nowMs + START_MS
  life.checkAtMs = nowMs
  enter(life, 'starting', 'STARTING', nowMs)
}

function ended (life: Life, how: string, nowMs: number): void {
  if (!runs(life)) return
  if (life.phase === 'stopping' || life.phase === 'killing' || life.phase === 'stuck') {
    life.ends = 0
    return enter(life, 'off', 'OFFLINE', nowMs, life.phase === 'stopping' ? '' : life.problem)
  }
  life.ends = endsAfter(life.ends, nowMs - life.startedMs)
  if (life.aim.wanted !== 'online') return enter(life, 'off', 'OFFLINE', nowMs, how)
  if (life.ends > life.aim.restarts)
    return enter(life, 'spent', 'FAILED', nowMs, `${how}, for the ${life.ends}. time; it is left alone`)
  life.untilMs = nowMs + againMs(life.ends)
  enter(life, 'pausing', 'STARTING', nowMs, `${how}, for the ${life.ends}. time`)
}

function checked (life: Life, { verdict, problem }: Input & { type: 'checked' }, nowMs: number): void {
  if (life.aim.wanted === 'watched') {
    const state = verdict === 'up' ? 'ONLINE' : verdict === 'dead' ? 'FAILED' : 'OFFLINE'
    return enter(life, 'off', state, nowMs, problem)
  }
  if (life.phase !== 'starting') return
  if (verdict === 'up') enter(life, 'on', 'ONLINE', nowMs)
  else life.problem = problem
}

function settle (life: Life, nowMs: number): readonly Effect[] {
  switch (life.aim.wanted) {
    case 'watched': return nowMs >= life.checkAtMs ? look(life, nowMs + WATCH_MS) : []
    case 'online': return towardOnline(life, nowMs)
    case 'offline': return towardOffline(life, nowMs)
  }
}

function look (life: Life, nextMs: number): readonly Effect[] {
  life.checkAtMs = nextMs
  return [{ type: 'check' }]
}

function towardOnline (life: Life, nowMs: number): readonly Effect[] {
  switch (life.phase) {
    case 'off': return start(life, nowMs)
    case 'pausing': return nowMs >= life.untilMs ? start(life, nowMs) : []
    case 'starting': return isOld(life) ? tellToEnd(life, nowMs) : starting(life, nowMs)
    case 'on': return isOld(life) ? tellToEnd(life, nowMs) : []
    case 'stopping':
    case 'killing': return ending(life, nowMs) // It ends first.
    default: return []
  }
}

/** Whether what runs was started before somebody wanted it restarted. */
const isOld = ({ aim, startedVersion }: Life): boolean => startedVersion < aim.restarted

function start (life: Life, nowMs: number): readonly Effect[] {
  life.startedMs = nowMs
  life.startedVersion = life.aim.version
  life.untilMs = nowMs + START_MS
  life.checkAtMs = nowMs + CHECK_MS / 5
  enter(life, 'starting', 'STARTING', nowMs, life.problem)
  return [{ type: 'start' }]
}

function starting (life: Life, nowMs: number): readonly Effect[] {
  if (!life.aim.checks) {
    if (nowMs - life.startedMs >= STEADY_MS) enter(life, 'on', 'ONLINE', nowMs)
    return []
  }
  if (nowMs >= life.untilMs) {
    life.untilMs = nowMs + KILL_MS
    return [{ type: 'kill' }] // Its end is counted as any other.
  }
  return nowMs >= life.checkAtMs ? look(life, nowMs + CHECK_MS) : []
}

function towardOffline (life: Life, nowMs: number): readonly Effect[] {
  switch (life.phase) {
    case 'off':
    case 'pausing':
      life.ends = 0
      enter(life, 'off', 'OFFLINE', nowMs, life.phase === 'pausing' ? '' : life.problem)
      return []
    case 'spent':
    case 'stuck': return []
    case 'starting':
    case 'on': return tellToEnd(life, nowMs)
    default: return ending(life, nowMs)
  }
}

function tellToEnd (life: Life, nowMs: number): readonly Effect[] {
  const { signal, ms } = life.aim.stop
  life.untilMs = nowMs + ms
  enter(life, 'stopping', 'STOPPING', nowMs)
  return [{ type: 'signal', signal }]
}

/** It was told to end, and has its time; then it is killed, if it may be. */
function ending (life: Life, nowMs: number): readonly Effect[] {
  if (nowMs < life.untilMs) return []
  const { kills, ms } = life.aim.stop
  if (life.phase === 'stopping' && kills) {
    life.untilMs = nowMs + KILL_MS
    enter(life, 'killing', 'STOPPING', nowMs, `it did not end within ${ms} ms and was killed`)
    return [{ type: 'kill' }]
  }
  const why = life.phase === 'stopping'
    ? `it did not end within ${ms} ms, and is not to be killed`
    : 'it was killed, and is still there'
  enter(life, 'stuck', 'FAILED', nowMs, why)
  return []
}
