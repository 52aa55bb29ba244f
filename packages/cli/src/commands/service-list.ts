/** `hivemind service list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { look, type ServiceList } from '../role-asking.ts'
import { renderTable } from '../table.ts'
import type { Paint } from '../terminal.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

const PAINTS: Readonly<Record<string, Paint>> = { passing: 'green', failing: 'red', unknown: 'yellow' }

export const serviceList = defineCommand({
  name: 'service list',
  about: 'List the services of this machine: what is wanted of them, and how they are.',
  details: 'With --addr or --data-dir those of another machine. What the whole cluster serves: hivemind dns records.',
  examples: ['hivemind service list', 'hivemind service list -w', 'hivemind service list -l primary,health!=passing'],
  operands: [],
  options: {
    selector: { ...selectorOption, about: 'Only those with these tags, and by name, protocol and health: primary,health!=passing.' }
  },
  watches: true,
  async run ({ options: { selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await look<ServiceList>(client, 'host', 'list', selector === undefined ? {} : { selector })
      return shownOf(reply, how => renderTable({
        columns: [
          { title: 'SERVICE' }, { title: 'PORT', right: true }, { title: 'ADDRESS' }, { title: 'TAGS' },
          { title: 'CHECK', cut: true }, { title: 'HEALTH' }, { title: 'SINCE' }, { title: 'REASON', cut: true }
        ],
        rows: reply.item.services.map(({ service, health }) => [
          service.name, `${service.port}/${service.protocol}`, service.address ?? '-', service.tags.join(',') || '-',
          checkText(service.check), { text: health.state, paint: PAINTS[health.state] ?? null },
          ageText(how, new Date(health.since).toISOString()), health.reason
        ]),
        empty: 'no services; register one with: hivemind service register NAME --port PORT'
      }, how))
    })
  }
})

function checkText (check: ServiceList['services'][number]['service']['check']): string {
  switch (check?.type) {
    case undefined: return '-'
    case 'http': return check.url
    case 'tcp': return `tcp:${check.host ?? '127.0.0.1'}:${check.port}`
    case 'script': return check.argv.join(' ')
  }
}
