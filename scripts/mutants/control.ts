/**
 * Bugs of the applied state.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const CONTROL: readonly Mutant[] = [
  {
    id: 'control-applies-a-repetition', rows: ['RF25'], file: 'step.ts',
    bug: 'a command that was applied before is applied again when it comes a second time',
    text: '  if (before !== null) {\n', becomes: "  if (before !== null && before.code !== '') {\n"
  },
  {
    id: 'control-forgets-refusals', rows: ['RF27', 'RF25'], file: 'step.ts',
    bug: 'a refusal is not remembered, so that the repeated command may succeed after it was told to have failed',
    text: '  remember(control, session, sequence, {',
    becomes: '  if ((first.refusal as unknown) === null) remember(control, session, sequence, {'
  },
  {
    id: 'control-forgets-the-newest', rows: ['RF25'], file: 'sessions.ts',
    bug: 'a full session forgets its newest answers',
    text: 'session.sequences.shift()', becomes: 'session.sequences.pop()'
  },
  {
    id: 'control-applies-what-it-forgot', rows: ['RF25'], file: 'sessions.ts',
    bug: 'a command below what the session remembers is applied as if it were new',
    text: '  if (known === undefined || sequence > known.floor) return null\n',
    becomes: '  if (known === undefined || sequence >= 0) return null\n'
  },
  {
    id: 'control-forgets-a-used-session', rows: ['RF25', 'RF26'], file: 'sessions.ts',
    bug: 'the session that gives way is the one that began first, not the one that was used longest ago',
    text: '    control.sessions.delete(name)\n    control.sessions.set', becomes: '    control.sessions.set'
  },
  {
    id: 'control-session-order-is-lost', rows: ['RF26', 'RF15', 'RF28'], file: 'snapshot.ts',
    bug: 'a state that comes back from disk forgets other sessions than its replicas do',
    text: 'sessions: [...control.sessions].map(exportSession)',
    becomes: 'sessions: [...control.sessions].sort(([one], [other]) => one < other ? -1 : 1).map(exportSession)'
  },
  {
    id: 'control-token-by-own-clock', rows: ['RF26'], file: 'joining.ts',
    bug: 'whether a token has expired is judged by the replica\'s own clock',
    text: 'judge(control, request, fact.at)', becomes: 'judge(control, request, Date.now() as WallMs)'
  },
  {
    id: 'control-hash-keeps-what-is-gone', rows: ['RF28'], file: 'hashing.ts',
    bug: 'the state hash does not notice that a record was dropped',
    text: '  exclude(control.hash, fingerprint([table, key, found]))\n', becomes: ''
  },
  {
    id: 'control-name-stays-taken', rows: ['RF28', 'RF15'], file: 'members.ts',
    bug: 'the name of a member that went is free on replicas that restarted, and taken on the others',
    text: '  control.names.delete(name)\n', becomes: ''
  },
  {
    id: 'control-sessions-hold-configurations', rows: ['RF28', 'RF6'], file: 'step.ts',
    bug: 'a change of voters that Raft obeys is held back here because of its session',
    text: "  if (kind === 'configuration' || fact.session === '') return", becomes: "  if (fact.session === '') return"
  },
  {
    id: 'control-voters-in-a-command', rows: ['RF6'], file: 'step.ts',
    bug: 'an ordinary command changes the voters when it is applied, unknown to Raft',
    text: "(type === 'voters-changed') === (kind === 'configuration')) return null",
    becomes: "kind !== 'noop') return null"
  },
  {
    id: 'control-removes-a-voter', rows: ['RF8'], file: 'members.ts',
    bug: 'a member is removed while it still counts in the Raft configuration',
    text: '  return counts === null ? null :', becomes: '  return counts === null || counts.length > 0 ? null :'
  },
  {
    id: 'control-last-voter-may-go', rows: ['RF9'], file: 'voters.ts',
    bug: 'the only voter that votes now may be taken out, for one that does not vote yet',
    text: "control.voters.some(other => other !== id && control.members.get(other)?.wanted === 'voter')",
    becomes: "[...control.members.values()].some(other => other.id !== id && other.wanted === 'voter')"
  },
  {
    id: 'control-bumps-twice', rows: ['C1'], file: 'epochs.ts',
    bug: 'an epoch is ended by a command that names another one',
    text: '  return from === epoch ? null :', becomes: '  return from <= epoch ? null :'
  },
  {
    id: 'control-token-lets-in-too-many', rows: ['C1', 'RF28'], file: 'joining.ts',
    bug: 'a token is judged when the leader proposes and not when the approval is applied',
    text: "by === 'token' ? judge(control, request, fact.at) :",
    becomes: "by === ('' as string) ? judge(control, request, fact.at) :"
  },
  {
    id: 'control-gone-comes-back', rows: ['C1', 'RF20'], file: 'joining.ts',
    bug: 'an identity that was removed may join again',
    text: '  if (gone !== undefined) {\n', becomes: "  if (gone !== undefined && gone.how === 'left') {\n"
  },
  {
    id: 'control-believes-a-damaged-state', rows: ['D8'], file: 'snapshot.ts',
    bug: 'a state that does not have the hash it names is used',
    text: '  if (found === snapshot.hash) return control', becomes: "  if (found !== '') return control"
  }
]
