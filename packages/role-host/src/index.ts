/**
 * The role of a machine that serves something: keeps its services, checks them, and says what they are.
 *
 * Touches what a `Host` touches, while the role is held. See README.md.
 */
import { defineAsk, defineRole } from '@hivemind/role'
import { z } from 'zod'
import { Host, TOPIC } from './host.ts'
import { chosen, listing, service } from './service.ts'

function hostRole () {
  let host: Host | null = null
  const working = (): Host => {
    if (host === null) throw new Error('the services of this machine are not read yet; ask again in a moment')
    return host
  }
  return defineRole({
    name: 'host',
    version: '1.0.0',
    about: 'Services of each machine, with their health, as facts for whoever watches them.',
    holders: 'every',
    degraded: 'continue', // Without a quorum services come and go as ever, and feeds need none.
    performs: ['host.services/1'],
    publishes: [TOPIC],
    config: z.strictObject({}),
    select: ({ self }) => self.id,
    async reconcile (_id, context) {
      host = await Host.begin(context)
      context.signal.addEventListener('abort', () => { host = null }, { once: true })
    },
    asks: {
      register: defineAsk(service, async (wanted, _context) => {
        const replaced = await working().register(wanted)
        return { service: wanted, replaced }
      }),
      deregister: defineAsk(z.strictObject({ name: z.string() }), async ({ name }) => {
        await working().deregister(name)
        return { name }
      }),
      list: defineAsk(listing, ({ selector }) => ({ services: chosen(working().list(), selector) }), { reads: true })
    }
  })
}

export const role = hostRole()
