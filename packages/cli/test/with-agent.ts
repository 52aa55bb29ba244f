/** One command against an agent's stand-in that answers as told. */
import { type Answers, answering } from './answering.ts'
import { type Ran, ran } from './running.ts'

export async function withAgent (
  t: { teardown: (close: () => void) => unknown },
  answers: Answers,
  words: readonly string[],
  given: Parameters<typeof ran>[1] = {}
): Promise<Ran & { asked: Awaited<ReturnType<typeof answering>>['asked'] }> {
  const agent = await answering(answers)
  t.teardown(agent.close)
  return { ...await ran([...words, '--addr', agent.addr], given), asked: agent.asked }
}
