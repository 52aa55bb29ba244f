/**
 * Bugs of the client.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const API: readonly Mutant[] = [
  {
    id: 'api-new-session-for-each-try', rows: ['RF25'], file: 'append.ts',
    bug: 'an append that is tried again has another session',
    text: "readonly #session = randomBytes(16).toString('hex')",
    becomes: "get #session (): string { return randomBytes(16).toString('hex') }"
  },
  {
    id: 'api-window-without-end', rows: ['RF25'], file: 'append.ts',
    bug: 'new appends are sent however long the oldest one has been waiting, until its answer is forgotten',
    text: 'return this.#sequence + API_LIMITS.batchEventsMax - first <= API_LIMITS.sequenceWindow',
    becomes: 'return this.#sequence + API_LIMITS.batchEventsMax >= first'
  },
  {
    id: 'api-writes-again', rows: ['RF25'], file: 'call.ts',
    bug: 'a write without a session is sent again over a new connection',
    text: 'fault.reused && !writes && deadline', becomes: 'fault.reused && deadline'
  },
  {
    id: 'api-lost-answer-is-a-failure', rows: ['RF27'], file: 'append.ts',
    bug: 'an append whose answer was lost is told to have changed nothing',
    text: '    if (fault.sent) waiting.ambiguous = true\n    else waiting', becomes: '    if (!fault.sent) waiting'
  },
  {
    id: 'api-late-refusal-is-a-failure', rows: ['RF27'], file: 'append.ts',
    bug: 'a refusal of the second try speaks for the first one too',
    text: "waiting.ambiguous && !sure ? { ...refusal, changed: 'unknown' } : refusal", becomes: 'refusal'
  },
  {
    id: 'api-timeout-is-a-failure', rows: ['RF27', 'C3'], file: 'append.ts',
    bug: 'an append that is on its way when its deadline passes is told to have changed nothing',
    text: 'const unsure = waiting.ambiguous || waiting.flying', becomes: 'const unsure = waiting.ambiguous'
  },
  {
    id: 'api-broken-write-is-a-failure', rows: ['RF27', 'C3'], file: 'call.ts',
    bug: 'a write that was sent before its connection broke is told to have changed nothing',
    text: "PATHS[name].access === 'write' && fault.sent ? 'unknown' : 'no'",
    becomes: "PATHS[name].access === 'write' && !fault.sent ? 'unknown' : 'no'"
  },
  {
    id: 'api-waits-for-ever', rows: ['C3'], file: 'append.ts',
    bug: 'an append has no deadline',
    text: 'this.#watch(waiting.deadlineAt + API_TIMES',
    becomes: 'this.#watch(3_600_000 + waiting.deadlineAt + API_TIMES'
  },
  {
    id: 'api-call-waits-for-ever', rows: ['C3'], file: 'deadline.ts',
    bug: 'a call has no deadline',
    text: "this.#end('deadline'), deadlineMs + graceMs)",
    becomes: "this.#end('deadline'), deadlineMs + graceMs + 3_600_000)"
  },
  {
    id: 'api-follow-repeats', rows: ['C2'], file: 'streams.ts',
    bug: 'a follower whose connection broke sees entries again',
    text: '        next = row.index + 1\n', becomes: '        next = row.index\n'
  },
  {
    id: 'api-follow-skips', rows: ['C2'], file: 'streams.ts',
    bug: 'a follower whose connection broke goes on with what is applied from then on',
    text: "const path = next === null ? PATHS['log-follow'].path",
    becomes: "const path = next === null || attempt >= 0 ? PATHS['log-follow'].path"
  }
]
