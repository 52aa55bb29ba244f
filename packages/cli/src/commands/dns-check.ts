/** `hivemind dns check`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { ageText, showReply } from '../reply.ts'
import { type DnsCheck, type DnsDriver, look } from '../role-asking.ts'
import { renderTable } from '../table.ts'
import { type Look, paint, printable } from '../terminal.ts'

export const dnsCheck = defineCommand({
  name: 'dns check',
  about: 'Compare the name servers: how far each has heard every host, and which records cannot be used.',
  details: 'SEQ is the number of the last word of a host that this server has, BOOT counts the lives of that host. LAG is how many words another server is ahead. With the driver "update" it shows how the zone of the other server is. Exit code 1 when there is a lag, a problem, or a server that does not answer; 7 without a quorum.',
  examples: ['hivemind dns check', 'hivemind dns check --json'],
  operands: [],
  options: {},
  async run (_given, context) {
    const reply = await look<DnsCheck>(await context.client(), 'dns', 'check')
    const { item } = reply
    showReply(context, reply, how => checkText(item, how))
    if (item.degraded) return EXIT.degraded
    const fine =
      item.problems.length === 0 &&
      item.hosts.every(({ lag }) => lag === 0) &&
      item.servers.every(({ answers }) => answers) &&
      (item.driver?.problem ?? null) === null
    return fine ? EXIT.ok : EXIT.failure
  }
})

function checkText ({ hosts, servers, problems, zones, degraded, driver }: DnsCheck, look: Look): string {
  const table = renderTable(
    {
      columns: [
        { title: 'HOST' },
        { title: 'REACHABLE' },
        { title: 'BOOT', right: true },
        { title: 'SEQ', right: true },
        { title: 'LAG', right: true },
        { title: 'SAID' },
        { title: 'SERVICES', right: true },
        { title: 'PASSING', right: true }
      ],
      rows: hosts.map(({ host, reachable, boot, seq, lag, at, services, passing }) => [
        host,
        reachable ? 'yes' : { text: 'no', paint: 'red' },
        boot,
        seq,
        lag === 0 ? 0 : { text: String(lag), paint: 'yellow' },
        ageText(look, at === null ? null : new Date(at).toISOString()),
        services,
        passing
      ]),
      empty: 'no hosts'
    },
    look
  )
  const names = servers.map(({ name, answers }) => `${name}${answers ? '' : ' (does not answer)'}`).join(', ')
  return [
    table,
    `servers: ${printable(names)}`,
    `zones: ${printable(zones.map(({ name, serial }) => `${name} serial ${serial}`).join(', '))}`,
    ...driver == null ? [] : [driverText(driver, look)],
    ...degraded ? [paint(look, 'red', 'without a quorum: members and static records are as they were when it was lost')] : [],
    ...problems.map(problem => paint(look, 'yellow', `problem: ${printable(problem)}`))
  ].join('\n')
}

const STATES: Readonly<Record<DnsDriver['state'], string>> = {
  equal: 'is equal', behind: 'is behind', elsewhere: 'is kept by another of the servers'
}

function driverText ({ server, zone, state, serial, problem }: DnsDriver, look: Look): string {
  const what = `${zone} at ${server} ${STATES[state]}${serial === null ? '' : `, serial ${serial}`}`
  return problem === null
    ? printable(`driver: ${what}`)
    : paint(look, 'yellow', printable(`driver: ${what}: ${problem}`))
}
