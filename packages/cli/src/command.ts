/**
 * A command is data: its words, its operands and options, its help, and a `run` that speaks only to the context.
 *
 * Pure. One table is the parser, the `--help` text, the completion scripts and docs/cli.md.
 */
import type { ExitCode } from '@hivemind/base'
import type { Context } from './context.ts'

/**
 * Kinds of option: `flag` is a boolean, `duration` is given as `90s` and read in ms, `count` is a whole number >= 0.
 */
export type OptionKind = 'flag' | 'text' | 'duration' | 'count'

export interface OptionRow {
  readonly kind: OptionKind
  readonly about: string
  /** One letter. */
  readonly short?: string
  /** What stands for the value in the help, such as `DIR`. */
  readonly value?: string
  /** Used when the option is absent, as a person would type it. */
  readonly standard?: string
  readonly choices?: readonly string[]
  /** Smallest value of a count, or of a duration in ms; 0 when left out. */
  readonly least?: number
}
export type OptionTable = Readonly<Record<string, OptionRow>>

type Read<Kind extends OptionKind> = Kind extends 'flag' ? boolean : Kind extends 'text' ? string : number
type ValueOf<Row extends OptionRow> = Row['kind'] extends 'flag'
  ? boolean
  : Row extends { readonly standard: string }
    ? Read<Row['kind']>
    : Read<Row['kind']> | undefined

/** What a table's options were given as. */
export type Values<Table extends OptionTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> }

/** A word without dashes. Operands are read in order; only the last may be optional or many. */
export interface Operand {
  readonly name: string
  readonly about: string
  readonly optional?: true
  readonly many?: true
}

export interface Command<Table extends OptionTable = OptionTable> {
  /** One or two words: `join`, `join-token create`. */
  readonly name: string
  readonly about: string
  /** Paragraphs for the help that do not fit `about`. */
  readonly details?: string
  readonly examples: readonly string[]
  readonly operands: readonly Operand[]
  readonly options: Table
  /** The command can repeat itself when something changes, `-w`. */
  readonly watches?: true
  readonly run: (given: Given<Table>, context: Context) => Promise<ExitCode>
}

export interface Given<Table extends OptionTable> {
  readonly options: Values<Table>
  readonly operands: readonly string[]
}

/** A command of whatever options, as the tables of commands hold it. */
export type AnyCommand = Omit<Command, 'run'> & {
  readonly run: (
    given: { readonly options: Readonly<Record<string, never>>, readonly operands: readonly string[] },
    context: Context
  ) => Promise<ExitCode>
}

/** Type a command by its own table of options. */
export const defineCommand = <const Table extends OptionTable>(command: Command<Table>): Command<Table> => command

/** `hivemind join <peer>... [options]`. */
export function usageOf (command: Pick<Command, 'name' | 'operands'>, program = 'hivemind'): string {
  const operands = command.operands.map(({ name, optional, many }) => {
    const dots = many === true ? '...' : ''
    return optional === true ? `[${name}${dots}]` : `<${name}>${dots}`
  })
  return [program, command.name, ...operands, '[options]'].filter(word => word !== '').join(' ')
}
