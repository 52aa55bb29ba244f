/** `hivemind log append --type NAME JSON`. */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { AppendResult, Client, NewEvent } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { misused } from '../options.ts'
import { placeText, reasonOf, reasonOption, refusalOfProblem } from '../reply.ts'

/** Events in one request; the contract's limit. */
const BATCH = 256
const TRIES = 3

export const logAppend = defineCommand({
  name: 'log append',
  about: 'Append a typed JSON event to the log, exactly once.',
  details:
    'With - each line of stdin is one event: the payload alone with --type, or {"type": ..., "payload": ...} without. Lines keep their order. A part that was refused gives exit code 10.',
  examples: [
    'hivemind log append --type user.created \'{"name":"ada"}\'',
    'hivemind log append --type metric - < points.ndjson',
    'hivemind log append --type deploy.done'
  ],
  operands: [{ name: 'JSON', about: 'The payload; null when left out; - reads lines from stdin.', optional: true }],
  options: {
    type: { kind: 'text', value: 'NAME', about: 'What happened, such as user.created.' },
    reason: reasonOption
  },
  async run ({ operands: [text], options: { type, reason } }, context) {
    if (text === '-') return await appendLines(context, type, reason)
    if (type === undefined)
      throw misused('--type is missing: an event says what happened', 'Add --type NAME, such as --type user.created.')
    const event = { type, payload: text === undefined ? null : parsePayload(text) }
    const client = await context.client()
    const [result] = await appendBatch(client, [event], randomBytes(12).toString('hex'), 1, reason)
    if (result === undefined) throw new Error('the agent answered for no event')
    if (result.type === 'refused') throw new HivemindError(refusalOfProblem(result.problem))
    context.output.show({ kind: 'Appended', item: result, text: look => placeText(look, result) })
    return EXIT.ok
  }
})

function parsePayload (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw misused(`the payload is no JSON: ${(cause as Error).message}`, 'Quote it for the shell: \'{"name":"ada"}\'.')
  }
}

async function appendLines (context: Context, type: string | undefined, reason: string | undefined): Promise<ExitCode> {
  const client = await context.client()
  const session = randomBytes(12).toString('hex')
  const count = { sent: 0, refused: 0 }
  let batch: NewEvent[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    for (const result of await appendBatch(client, batch, session, count.sent + 1, reason)) {
      if (result.type === 'refused') count.refused++
      showResult(context, result)
    }
    count.sent += batch.length
    batch = []
  }
  let line = 0
  for await (const text of createInterface({ input: context.world.stdin })) {
    line++
    if (text.trim() === '') continue
    batch.push(eventOf(text, type, line, line - batch.length))
    if (batch.length === BATCH) await flush()
    if (context.world.stop.aborted) return EXIT.interrupted
  }
  await flush()
  if (count.refused > 0) return count.refused === count.sent ? EXIT.failure : EXIT.partial
  return EXIT.ok
}

/** @param unsent - number of the first line that is not appended yet */
function eventOf (text: string, type: string | undefined, line: number, unsent: number): NewEvent {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw misused(
      `line ${line} of stdin is no JSON: ${(cause as Error).message}`,
      unsent === 1
        ? 'No line was appended; mend it and send all of them again.'
        : `Lines before ${unsent} are appended; mend it and send the rest again from line ${unsent}.`
    )
  }
  if (type !== undefined) return { type, payload: found }
  const event = found as Partial<NewEvent> | null
  if (event === null || typeof event !== 'object' || typeof event.type !== 'string')
    throw misused(
      `line ${line} of stdin has no type; expected {"type": ..., "payload": ...}`,
      'Or give one type for all lines with --type NAME.'
    )
  return { type: event.type, payload: event.payload ?? null }
}

/** Append in order. Session and sequence make it safe to send the same batch again when its answer was lost. */
async function appendBatch (
  client: Client,
  events: readonly NewEvent[],
  session: string,
  sequence: number,
  reason: string | undefined
): Promise<readonly AppendResult[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (
        await client.call('log-append', { body: { events: [...events], session, sequence, ...reasonOf(reason) } })
      ).items
    } catch (error) {
      if (
        !(error instanceof HivemindError) ||
        error.refusal.changed !== 'unknown' ||
        error.refusal.retry === 'no' ||
        attempt === TRIES
      )
        throw error
    }
  }
}

function showResult (context: Context, result: AppendResult): void {
  const { output, talk } = context
  if (output.form !== 'table') output.write(`${JSON.stringify(result)}\n`)
  else if (result.type === 'appended') output.write(`${placeText(output.look, result)}\n`)
  else talk.error(refusalOfProblem(result.problem))
}
