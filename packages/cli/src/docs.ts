/**
 * docs/cli.md, made from the tables of the commands. `npm run fix` writes it, a check compares it.
 *
 * Pure, but for loading the commands. Run as a program it writes the page to stdout.
 */
import { type AnyCommand, type OptionTable, usageOf } from './command.ts'
import { EXIT_CODES, loadAll } from './help.ts'
import { LITE_COMMANDS, liteOptions } from './lite/commands.ts'
import { globalOptions } from './options.ts'

/** The whole page. */
export async function cliPage (): Promise<string> {
  const commands = await loadAll()
  return `${[
    '# Command line',
    '<!-- Made by `npm run fix` from packages/cli/src/commands; edit there. -->',
    INTRODUCTION,
    `## Commands\n\n${rowsOf('command | does', commands.map(({ name, about }) => [linkTo(name), about]))}`,
    `## Options of every command\n\n${optionTable(globalOptions)}`,
    `## Exit codes\n\n${rowsOf('code | means', Object.entries(EXIT_CODES))}`,
    ...commands.map(commandSection),
    liteSection()
  ].join('\n\n')}\n`
}

const INTRODUCTION = `\`hivemind\` talks to the agent of one machine; that agent knows the cluster. It is found by
\`--addr\` or \`--data-dir\`, else by \`HIVEMIND_ADDR\` or \`HIVEMIND_DATA_DIR\`, else in the usual directory
(\`/var/lib/hivemind\` for root, \`~/.hivemind/agent\` for others), else in a running lab.

Data goes to stdout, talk to stderr. On a terminal there are colours and relative times, in a pipe neither; ids are
never cut. \`-o json\` is a versioned envelope (\`apiVersion\`, \`kind\`, \`item\` or \`items\`, \`meta\`),
\`-o ndjson\` one line for each item. Errors say what happened, whether anything was changed, and what to do;
with \`-o json\` they are JSON on stderr. Every write prints its txid and index.
\`NO_COLOR\`, \`HIVEMIND_NO_COLOR\`, \`FORCE_COLOR\`, \`CLICOLOR_FORCE\` and \`TERM=dumb\` are obeyed.`

const cell = (text: string): string => text.replace(/\|/g, '\\|')

/** A table of Markdown. @param titles - with a bar between them */
const rowsOf = (titles: string, rows: ReadonlyArray<readonly string[]>): string => [
  `| ${titles} |`,
  `|${'---|'.repeat(titles.split('|').length)}`,
  ...rows.map(row => `| ${row.map(cell).join(' | ')} |`)
].join('\n')

const linkTo = (name: string): string => `[${name}](#hivemind-${name.replace(' ', '-')})`

function optionTable (table: OptionTable): string {
  const rows = Object.entries(table).map(([name, row]) => {
    const short = row.short === undefined ? '' : `\`-${row.short}\` `
    const value = row.kind === 'flag' ? '' : ` ${row.value ?? 'VALUE'}`
    return [`${short}\`--${name}${value}\``, row.standard === undefined ? '' : `\`${row.standard}\``, row.about]
  })
  return rowsOf('option | default | means', rows)
}

function commandSection (command: AnyCommand): string {
  return [
    `### hivemind ${command.name}`,
    `\`${usageOf(command)}\``,
    command.about + (command.details === undefined ? '' : ` ${command.details}`),
    ...(command.operands.length === 0
      ? []
      : [command.operands.map(({ name, about }) => `- \`${name}\`: ${about}`).join('\n')]),
    ...(Object.keys(command.options).length === 0 ? [] : [optionTable(command.options)]),
    `\`\`\`sh\n${command.examples.join('\n')}\n\`\`\``
  ].join('\n\n')
}

const liteSection = (): string => [
  '## hivemind-lite',
  'Read-only, quick, and safe to hand to everyone: it has no command that changes anything, works without a quorum, and prints the age of what it shows.',
  rowsOf('command | does', Object.entries(LITE_COMMANDS)),
  optionTable(liteOptions),
  '`health` has the exit codes of monitoring plugins: 0 ok, 1 warning, 2 critical, 3 unknown. The others have those of the table above.'
].join('\n\n')

if (import.meta.main) process.stdout.write(await cliPage())
