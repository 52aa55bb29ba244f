/**
 * The configuration of a process, in the forms that other programs read: variables of a shell, JSON, a unit of systemd.
 *
 * Pure. What is printed is what its agent would start it with, so that a process can be tried by hand, or be run by
 * something else.
 */
import type { Process } from '@hivemind/api'
import { misused } from './options.ts'

export const CONFIGURATION_FORMS = ['env', 'json', 'systemd'] as const
export type ConfigurationForm = (typeof CONFIGURATION_FORMS)[number]

/** What of a process is its configuration, for programs. */
export function configurationOf (process: Process) {
  const { name, node, role, template, instance, managed, endpoints, command, environment, settings, stop, user } =
    process
  return { name, node, role, template, instance, managed, endpoints, command, environment, settings, stop, user }
}

/** One document for each, one after another. */
export function configurationText (processes: readonly Process[], form: Exclude<ConfigurationForm, 'json'>): string {
  return processes.map(form === 'env' ? variables : unit).join('\n')
}

const PLAIN = /^[A-Za-z0-9_./:@%+,=-]+$/

/** In single quotes where a shell would read more into it. */
const quoted = (text: string): string => PLAIN.test(text) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`

const variables = ({ name, environment }: Process): string =>
  [`# ${name}`, ...Object.entries(environment).map(([key, value]) => `${key}=${quoted(value)}`), ''].join('\n')

/** Double quotes, with what systemd would read more into taken away (systemd.syntax, systemd.service). */
const unitQuoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('%', '%%')}"`

function unit (process: Process): string {
  const { name, node, role, instance, environment, command, managed, stop: { signal, ms, kills }, user } = process
  if (!managed) {
    throw misused(`${name} is not managed: the cluster has no command of it`, 'Print its variables instead: -o env.')
  }
  const program = command.map(word => unitQuoted(word).replaceAll('$', '$$$$')).join(' ')
  return [
    `# ${name}.service`, '[Unit]', `Description=${role} ${instance} of ${node} (hivemind ${name})`,
    'After=network-online.target', 'Wants=network-online.target', '', '[Service]',
    ...Object.entries(environment).map(([key, value]) => `Environment=${unitQuoted(`${key}=${value}`)}`),
    ...user === null ? [] : [`User=${user}`],
    `ExecStart=${program}`, 'Restart=on-failure', 'RestartSec=1', `KillSignal=${signal}`,
    `TimeoutStopSec=${ms}ms`, `SendSIGKILL=${kills ? 'yes' : 'no'}`, '', '[Install]', 'WantedBy=multi-user.target', ''
  ].join('\n')
}
