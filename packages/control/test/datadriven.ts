/**
 * Text tests: what happens, in words, and what the state made of it. etcd/raft's habit.
 *
 * A file is blocks with an empty line between them. A block is comments (`# ...`), then a command, a rule (`----`) and
 * the lines it answers with; a block of comments alone is a heading. With REWRITE=1 the file is written with what was
 * seen; read the difference before committing it. Touches the file system of the tests.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const RULE = '----'

export interface Command {
  readonly name: string
  /** Words without `=`, in order. */
  readonly words: readonly string[]
  /** Words of the form `key=value`. */
  readonly settings: Readonly<Record<string, string>>
}

interface Block {
  /** Line of the file that the block begins at, from 1. */
  readonly line: number
  readonly comments: readonly string[]
  readonly command: string
  readonly expected: string
}

function blocksOf (text: string): Block[] {
  let line = 1
  return text.split('\n\n').map(part => {
    const rows = part.split('\n').filter(row => row !== '')
    const comments = rows.filter(row => row.startsWith('#'))
    const [command = '', rule = RULE, ...expected] = rows.slice(comments.length)
    if (rule !== RULE) throw new Error(`line ${line}: "${command}" is followed by "${rule}", expected "${RULE}"`)
    const block = { line, comments, command, expected: expected.join('\n') }
    line += part.split('\n').length + 1
    return block
  })
}

/** A command of its words; a value may hold spaces when it is written in double quotes. */
export function parseCommand (text: string): Command {
  const words = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []
  const [name = '', ...rest] = words.map(word => word.replaceAll('"', ''))
  const pairs = rest.filter(word => word.includes('='))
  const settings = Object.fromEntries(
    pairs.map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])
  )
  return { name, words: rest.filter(word => !word.includes('=')), settings }
}

/**
 * Run the commands of a file in order and compare, or with REWRITE=1 write, their answers.
 *
 * @param perform - gives the answer of a command; lines, none of them empty
 * @param same - told of each case: found, expected, and where it stands
 */
export function runFile (
  path: string, perform: (command: Command) => string, same: (found: string, expected: string, name: string) => void
): void {
  const rewrite = process.env['REWRITE'] === '1'
  const seen = blocksOf(readFileSync(path, 'utf8')).map(({ line, comments, command, expected }) => {
    if (command === '') return comments.join('\n')
    const found = perform(parseCommand(command))
    if (!rewrite) same(found, expected, `${basename(path)}:${line} ${command}`)
    return [...comments, command, RULE, found].join('\n')
  })
  if (rewrite) writeFileSync(path, `${seen.filter(block => block !== '').join('\n\n')}\n`)
}
