/**
 * Reads the TAP that a run prints and counts tests: the innermost named blocks, not the assertions in them.
 *
 * A block that fails without a failing block inside counts as one failed test of its own: a file that crashed, a
 * time-out, a broken plan. So nothing that makes the run fail is left out of the count. Pure.
 */

export interface Failure {
  /** Names from the file down to the assertion. */
  readonly path: readonly string[]
  /** The diagnosis that tap printed below the assertion, without its indentation. */
  readonly detail: readonly string[]
}

export interface Totals { passed: number, failed: number, skipped: number }

/** What a line of TAP made known. */
export type Happening =
  | { readonly type: 'failure', readonly failure: Failure }
  | { readonly type: 'file', readonly name: string, readonly ok: boolean, readonly totals: Totals, readonly ms: number }

interface Block {
  name: string
  /** Blocks inside, skipped ones included; without any, this one is a test. */
  blocks: number
  /** Whether a failure inside was handed out. */
  told: boolean
  /** Whether a failure inside was counted as a failed test. */
  counted: boolean
}

interface Diagnosis { path: string[], rows: string[], margin: number, open: boolean }

export interface TapReader {
  readonly totals: Totals
  readonly blocks: Block[]
  /** Totals when the file that is being read began. */
  before: Totals
  diagnosis: Diagnosis | undefined
}

const none = (): Totals => ({ passed: 0, failed: 0, skipped: 0 })

export const tapReader = (): TapReader => ({
  totals: none(), blocks: [], before: none(), diagnosis: undefined
})

const RESULT = /^( *)(not )?ok \d+(?: - (.*?))?(?: # time=([\d.]+)ms)?(?: # (SKIP|TODO)\b.*)?$/
const OPENING = /^( *)# Subtest: (.*)$/
const LEVEL = 4

/** Take one line in; returns what it made known, oldest first, empty for most lines. */
export function readLine (reader: TapReader, line: string): Happening[] {
  const within = readDiagnosis(reader, line)
  if (within !== undefined) return within
  const opening = OPENING.exec(line)
  if (opening !== null) {
    open(reader, depthOf(opening[1]), opening[2] ?? '')
    return []
  }
  const result = RESULT.exec(line)
  return result === null ? [] : readResult(reader, result)
}

/** Say that no line follows; an unfinished diagnosis is handed out. */
export const readEnd = (reader: TapReader): Happening[] => flush(reader)

const depthOf = (spaces: string | undefined): number => Math.floor((spaces?.length ?? 0) / LEVEL)

/** Lines of a diagnosis belong to it, whatever they look like; undefined when the line is not part of one. */
function readDiagnosis (reader: TapReader, line: string): Happening[] | undefined {
  const { diagnosis } = reader
  if (diagnosis === undefined) return undefined
  const text = line.slice(diagnosis.margin)
  if (!diagnosis.open) {
    if (text.trim() !== '---') return flush(reader).concat(readLine(reader, line))
    diagnosis.open = true
    return []
  }
  if (text.trimEnd() === '...' && line.startsWith(' '.repeat(diagnosis.margin))) return flush(reader)
  diagnosis.rows.push(text)
  return []
}

function flush (reader: TapReader): Happening[] {
  const { diagnosis } = reader
  reader.diagnosis = undefined
  return diagnosis === undefined ? [] : [{ type: 'failure', failure: { path: diagnosis.path, detail: diagnosis.rows } }]
}

function open (reader: TapReader, depth: number, name: string): void {
  reader.blocks.length = Math.min(reader.blocks.length, depth)
  const parent = reader.blocks.at(-1)
  if (parent !== undefined) parent.blocks++
  reader.blocks.push({ name, blocks: 0, told: false, counted: false })
  if (depth === 0) reader.before = { ...reader.totals }
}

function readResult (reader: TapReader, result: RegExpExecArray): Happening[] {
  const [, spaces = '', not, name = '', time, directive] = result
  const depth = depthOf(spaces)
  const failed = not !== undefined && directive === undefined
  const closed = reader.blocks[depth]
  const outer = reader.blocks.slice(0, depth)
  // A block that never ended left its failures open: they are this one's.
  const told = reader.blocks.slice(depth).some(block => block.told)
  reader.blocks.length = Math.min(reader.blocks.length, depth)
  count(reader.totals, outer.at(-1), closed, directive !== undefined ? 'skipped' : failed ? 'failed' : 'passed')
  // What failed inside a block has been told of already, at the line that failed.
  if (failed && !told) {
    const path = [...outer.map(block => block.name), name]
    reader.diagnosis = { path, rows: [], margin: spaces.length + 2, open: false }
  }
  return depth === 0 && closed !== undefined ? [fileDone(reader, name, !failed, Number(time ?? 0))] : []
}

/** @param closed - the block that the result ends; undefined for an assertion */
function count (totals: Totals, parent: Block | undefined, closed: Block | undefined, result: keyof Totals): void {
  if (result === 'skipped') totals.skipped++
  else if (result === 'passed' && closed?.blocks === 0) totals.passed++
  else if (result === 'failed' && closed?.counted === false) totals.failed++
  if (parent === undefined) return
  if (result === 'skipped' && closed === undefined) parent.blocks++
  parent.told ||= result === 'failed'
  parent.counted ||= result === 'failed' && closed !== undefined
}

function fileDone (reader: TapReader, name: string, ok: boolean, ms: number): Happening {
  const { totals, before } = reader
  const own = {
    passed: totals.passed - before.passed,
    failed: totals.failed - before.failed,
    skipped: totals.skipped - before.skipped
  }
  return { type: 'file', name, ok, totals: own, ms }
}
