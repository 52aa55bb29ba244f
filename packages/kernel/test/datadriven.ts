/**
 * Text tests: a conversation in a file, and what the nodes answered. etcd/raft's habit.
 *
 * A file is a list of blocks with an empty line between them. A block is comment lines (`# ...`), one command line,
 * a rule (`----`) and the expected lines. A block of comments alone is a heading. With REWRITE=1 the file is written
 * with what was seen; read the difference before committing it. Touches the file system of the tests.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const RULE = '----'

export interface Command {
  readonly name: string
  /** Words without `=`, in order. */
  readonly words: readonly string[]
  /** Words of the form `key=value`. */
  readonly settings: Readonly<Record<string, string>>
}

interface Block {
  readonly line: number
  readonly comments: readonly string[]
  readonly command: string | null
  readonly expected: string
}

function parseBlocks (text: string): Block[] {
  const blocks: Block[] = []
  let rows: string[] = []
  const close = (end: number): void => {
    if (rows.length > 0) blocks.push(parseBlock(rows, end - rows.length + 1))
    rows = []
  }
  const lines = text.split('\n')
  for (const [at, row] of lines.entries()) {
    if (row.trim() === '') close(at)
    else rows.push(row)
  }
  close(lines.length)
  return blocks
}

function parseBlock (rows: readonly string[], line: number): Block {
  const comments = rows.filter(row => row.startsWith('#'))
  const rest = rows.filter(row => !row.startsWith('#'))
  const [command = null, rule, ...expected] = rest
  if (rule !== undefined && rule !== RULE)
    throw new Error(`line ${line}: expected "${RULE}" after "${command}", found "${rule}"`)
  return { line, comments, command, expected: expected.join('\n') }
}

export function parseCommand (text: string): Command {
  const [name = '', ...rest] = text.trim().split(/\s+/)
  const pairs = rest
    .filter(word => word.includes('='))
    .map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])
  return { name, words: rest.filter(word => !word.includes('=')), settings: Object.fromEntries(pairs) }
}

/**
 * Run the commands of a file in order and compare, or with REWRITE=1 write, their output.
 *
 * @param perform - gives the output of a command; lines, none of them empty
 * @param same - told of each case: found, expected, and a name with file and line
 */
export function runFile (
  path: string,
  perform: (command: Command) => string,
  same: (found: string, expected: string, name: string) => void
): void {
  const rewrite = process.env['REWRITE'] === '1'
  const seen: string[] = []
  for (const { line, comments, command, expected } of parseBlocks(readFileSync(path, 'utf8'))) {
    const rows = [...comments]
    if (command !== null) {
      const found = perform(parseCommand(command))
      if (!rewrite) same(found, expected, `${path.slice(path.lastIndexOf('/') + 1)}:${line} ${command}`)
      rows.push(command, RULE, found)
    }
    seen.push(rows.join('\n'))
  }
  if (rewrite) writeFileSync(path, `${seen.join('\n\n')}\n`)
}
