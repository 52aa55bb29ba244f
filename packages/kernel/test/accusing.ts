/** What observers hold against others, made up and shown. Pure. */
import { nodeId } from '@hivemind/base'
import type { Framed, NodeView } from '../src/index.ts'

/** A frame that says of each subject that it is unreachable, true or not. */
export function accusing (subjects: readonly string[]): Framed {
  const accusations = subjects.map(subject => ({
    subject: nodeId(subject), incarnation: 2 ** 40, unreachable: true, missed: 99, denied: 3, silentTicks: 9999,
    connected: false
  }))
  return { protocol: 'swim', message: { type: 'report', incarnation: 2 ** 20, accusations } }
}

/** What a node shows of members that are not well: what is held against them, and what the log says. */
export function showObserved ({ accusations, failures, members }: NodeView): readonly string[] {
  const accused = accusations.map(({ accuser, subject, unreachable, missed, denied, connected }) =>
    `${accuser} holds ${subject} ${unreachable ? 'unreachable' : 'suspect'}: missed ${missed}, denied ${denied}, ` +
      `connection ${connected ? 'open' : 'closed'}`)
  const failed = failures.map(({ id, index: at, observers, accusers, returned }) =>
    `${id} failed at ${at}, say ${accusers.length} of ${observers}: ${accusers.map(one => one.id).join(' ')}` +
      (returned === null ? '' : `; back at ${returned.index}`))
  const conditions = members.map(({ id, condition, stopped }) => `${id}=${stopped ? 'stopped' : condition}`)
  return [...accused, ...failed, conditions.join(' ')]
}
