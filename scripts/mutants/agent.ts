/**
 * Bugs of the body: the log lane, pulling and serving history, opening the disk, the server.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const AGENT: readonly Mutant[] = [
  {
    id: 'agent-lane-does-not-wait', rows: ['RF1', 'D1'], file: 'log-lane.ts',
    bug: 'a vote or acknowledgement is sent while the write before it is under way',
    text: '    if (this.#queue.length === 0) return this.#needs.perform(effect)\n    this.#queue.push(',
    becomes: '    if (this.#queue.length >= 0) return this.#needs.perform(effect)\n    this.#queue.push('
  },
  {
    id: 'agent-lane-one-write-for-all', rows: ['D1', 'RF22'], file: 'log-lane.ts',
    bug: 'the first write that is durable acknowledges those after it as well',
    text: 'const place: Place = { effect, whenDone, ready: false }',
    becomes: 'const place: Place = { effect, whenDone, ready: this.#queue.length > 0 }'
  },
  {
    id: 'agent-lane-goes-on', rows: ['D2'], file: 'log-lane.ts',
    bug: 'after a failed write the effects that wait for later writes are performed',
    text: '      if (this.#stopped) return\n      this.stop()\n',
    becomes: '      if (this.#stopped) return\n      place.ready = true\n      this.#drain()\n'
  },
  {
    id: 'agent-failed-write-is-not-told', rows: ['D2'], file: 'log-lane.ts',
    bug: 'a failed write does not stop the agent',
    text: '      this.#needs.failed(error)\n', becomes: ''
  },
  {
    id: 'agent-pull-without-the-chain', rows: ['D9', 'RF28'], file: 'pulling.ts',
    bug: 'pulled entries are taken without comparing their hash chain',
    text: '    if (!sameChain(this.#chain, chain)) throw', becomes: '    if (this.#chain.length !== chain.length) throw'
  },
  {
    id: 'agent-pull-uses-a-damaged-state', rows: ['D8'], file: 'pulling.ts',
    bug: 'a fetched state is used though its SHA-256 differs',
    text: '    if (!Buffer.from(state.sha256).equals(sha256(whole)))', becomes: '    if (sha256(whole).length === 0)'
  },
  {
    id: 'agent-pull-installs-before-history', rows: ['RF14', 'RF15'], file: 'pulling.ts',
    bug: 'a fetched state is installed before the history below it is on the disk',
    text: '    state.chunks.splice(0, state.chunks.length, whole)\n    if (this.#at >= state.index) await',
    becomes: '    state.chunks.splice(0, state.chunks.length, whole)\n    await'
  },
  {
    id: 'agent-pull-writes-after-its-end', rows: ['RF14'], file: 'pulling.ts',
    bug: 'a pull that was stopped still writes history',
    text: 'if (begin === undefined || this.#abort.signal.aborted) return', becomes: 'if (begin === undefined) return'
  },
  {
    id: 'agent-serves-what-is-not-applied', rows: ['RF23', 'D1'], file: 'pull-serving.ts',
    bug: 'entries that are not known to be committed are served to members',
    text: 'Math.min(needs.applied(), through, at + LIMITS.appendEntriesMax)',
    becomes: 'Math.min(needs.wal.last().index, through, at + LIMITS.appendEntriesMax)'
  },
  {
    id: 'agent-serves-other-history', rows: ['RF28', 'D9'], file: 'pull-serving.ts',
    bug: 'a member whose history differs is not told so',
    text: '  if (entry === undefined || sameChain(entry.chain, chain)) return null\n',
    becomes: '  if (entry === undefined || chain.length > 0) return null\n'
  },
  {
    id: 'agent-late-state-wins', rows: ['RF14', 'RF15'], file: 'state-saving.ts',
    bug: 'a state of our own that was overtaken by an installed one is saved over it',
    text: 'while (state.index >= this.#installed && !signal.aborted)', becomes: 'while (!signal.aborted)'
  },
  {
    id: 'agent-amnesia-votes', rows: ['RF29'], file: 'opening.ts',
    bug: 'a member whose log is gone starts as if it were new',
    text: '  if (directory.wasMember() && empty && !hasState)',
    becomes: '  if (directory.wasMember() && !empty && hasState && !hasState)'
  },
  {
    id: 'agent-lost-beginning-votes', rows: ['RF29', 'D8'], file: 'opening.ts',
    bug: 'a node that fetches everything anew forgets at the next start that it must be repaired first',
    text: '    directory.writeRepair(repair)\n', becomes: ''
  },
  {
    id: 'agent-state-ahead-of-its-log', rows: ['RF15', 'D8'], file: 'opening.ts',
    bug: 'a saved state beyond the end of the log is used',
    text: '  if (saved.index > wal.last().index) {\n', becomes: '  if (saved.index > wal.last().index + 1_000_000) {\n'
  },
  {
    id: 'agent-commit-of-other-entries', rows: ['RF23', 'D4'], file: 'opening.ts',
    bug: 'a commit index that was noted for other entries is believed',
    text: "Buffer.from(entry.chain).toString('hex') === fact?.chain ? index", becomes: "fact?.chain !== '' ? index"
  },
  {
    id: 'agent-waiters-hear-one',
    rows: ['C2'],
    file: 'waiters.ts',
    bug: "a listener that leaves while others are told takes the next one's news with it",
    text: '    for (const listener of [...this.#listeners]) listener(applied)',
    becomes: '    for (const listener of [...this.#listeners].slice(0, 1)) listener(applied)'
  },
  {
    id: 'agent-waits-for-less', rows: ['RF12', 'RF11'], file: 'waiters.ts',
    bug: 'a read is served before the index that it must see is applied',
    text: 'const off = this.on(applied => { if (applied >= index) end(true) })',
    becomes: 'const off = this.on(applied => { if (applied >= index - 1) end(true) })'
  },
  {
    id: 'agent-reads-are-stale', rows: ['RF12'], file: 'http/routes/log.ts',
    bug: 'a linearizable read of the log does not ask for a read index',
    text: "  if (wanted === 'linearizable') await catchUp(call)\n",
    becomes: "  if (wanted === ('' as string)) await catchUp(call)\n"
  },
  {
    id: 'agent-resumes-one-late', rows: ['C2'], file: 'http/routes/following.ts',
    bug: 'a follower that comes back with the last id it saw hears that entry again',
    text: 'return Number(given) + 1', becomes: 'return Number(given)'
  },
  {
    id: 'agent-skips-when-slow', rows: ['C2'], file: 'http/routes/following.ts',
    bug: 'a follower that is behind goes on at the end of the log',
    text: '        next = page.next\n', becomes: '        next = end + 1\n'
  },
  {
    id: 'agent-reads-at-an-older-index', rows: ['RF12'], file: 'http/read-rounds.ts',
    bug: 'a read joins a round whose index was asked for before it came',
    text: '      this.#gathering.delete(deadlineMs)\n', becomes: ''
  },
  {
    id: 'agent-export-ends-short', rows: ['C2', 'C3'], file: 'http/routes/log.ts',
    bug: 'an export that cannot go on ends like a whole one',
    text: '      if (rows.length === 0) throw',
    becomes: '      if (rows.length === 0) return\n      if (rows.length < 0) throw'
  },
  {
    id: 'agent-two-names-for-one-command', rows: ['RF25'], file: 'http/proposing.ts',
    bug: 'a repeated command gets another transaction id than the entry that it made',
    text: "  if (session === '') return randomBytes(16).toString('hex')\n",
    becomes: "  if (session !== '\\0') return randomBytes(16).toString('hex')\n"
  },
  {
    id: 'agent-healthy-without-quorum', rows: ['C4'], file: 'http/routes/health.ts',
    bug: 'an agent without a quorum says that it has one',
    text: "check('control', 'quorum', !degraded,", becomes: "check('control', 'quorum', degraded || leader !== null,"
  }
]
