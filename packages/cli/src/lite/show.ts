/** What each command of `hivemind-lite` shows, always with its age. */
import type { LogRow, Member, Meta } from '@hivemind/api'
import { EXIT } from '@hivemind/base'
import { dnsAnswerText } from '../dns-answer.ts'
import { showDuration } from '../duration.ts'
import { rowText } from '../log-text.ts'
import type { Output, Shown } from '../output.ts'
import { conditionWord } from '../reply.ts'
import type { DnsAnswer } from '../role-asking.ts'
import { statusText } from '../status-text.ts'
import { renderTable } from '../table.ts'
import { type Look, paint, printable } from '../terminal.ts'
import { VERSION } from '../version.ts'
import type { LiteCommand } from './commands.ts'
import { exitOf, healthOf } from './health.ts'
import type { Reader } from './reader.ts'

interface Looked { readonly shown: Shown, readonly exit: number }

/** Look once. */
export async function show (
  command: LiteCommand, words: readonly string[], reader: Reader, number: number
): Promise<Looked> {
  switch (command) {
    case 'status': return await showStatus(reader)
    case 'nodes': return await showNodes(reader)
    case 'dns': return await showName(reader, words)
    case 'log': return await showLog(reader, number)
    case 'health': return await showHealth(reader)
    case 'who-leads': return await showLeader(reader)
    case 'version': return await showVersion(reader)
  }
}

/** `as of 0.2 s ago`, in yellow when it may be old. */
function ageLine (meta: Meta, look: Look): string {
  const text = `as of ${showDuration(meta.ageMs)} ago, index ${meta.index}${meta.degraded ? ', DEGRADED: nothing can be decided now' : meta.stale ? ', may be old' : ''}`
  return paint(look, meta.degraded ? 'red' : meta.stale ? 'yellow' : 'dim', text)
}

const withAge =
  (meta: Meta, text: (look: Look) => string) =>
  (look: Look): string =>
    `${text(look)}\n${ageLine(meta, look)}`

async function showStatus (reader: Reader): Promise<Looked> {
  const [{ kind, item, meta }, peers] = await Promise.all([reader.read('status'), reader.read('control-plane-list')])
  const text = withAge(meta, look => statusText(item, peers.items, { ...meta, stale: false }, look))
  return {
    shown: { kind, item: { ...item, controlPlane: peers.items }, meta, text },
    exit: item.degraded ? EXIT.degraded : EXIT.ok
  }
}

async function showNodes (reader: Reader): Promise<Looked> {
  const { kind, items, meta } = await reader.read('member-list')
  return { shown: { kind, items, meta, text: withAge(meta, look => nodes(items, look)) }, exit: EXIT.ok }
}

const nodes = (members: readonly Member[], look: Look): string =>
  renderTable(
    {
      columns: [
        { title: 'NAME' },
        { title: 'STATE' },
        { title: 'SINCE', right: true },
        { title: 'VOTER' },
        { title: 'ADDRESS' }
      ],
      rows: members.map(member => [
        member.name,
        conditionWord(member.condition, member.stopped),
        member.condition === 'self' ? '-' : showDuration(member.sinceMs),
        member.raft === 'voter' ? 'yes' : 'no',
        member.addresses.join(',')
      ]),
      empty: 'no members'
    },
    look
  )

async function showLog (reader: Reader, number: number): Promise<Looked> {
  const { kind, items, meta } = await reader.read('log-read', {
    query: { tail: Math.max(1, number), consistency: 'stale' }
  })
  return {
    shown: { kind, items, meta, text: withAge(meta, look => items.map(row => rowText(row, look)).join('\n')) },
    exit: EXIT.ok
  }
}

async function showName (reader: Reader, [name = '', type = 'A']: readonly string[]): Promise<Looked> {
  const { kind, item: { answer }, meta } = await reader.read('role-look', {
    params: { name: 'dns', ask: 'query' }, query: { input: JSON.stringify({ name, type }) }
  })
  const item = answer as unknown as DnsAnswer
  const text = withAge(meta, look => dnsAnswerText(item, look))
  return { shown: { kind, item, meta, text }, exit: item.rcode === 'NXDOMAIN' ? EXIT.notFound : EXIT.ok }
}

async function showHealth (reader: Reader): Promise<Looked> {
  const { item, meta } = await reader.read('status')
  const health = healthOf(item, meta)
  return {
    shown: { kind: 'Health', item: health, meta, text: () => printable(health.line) },
    exit: exitOf(health.level)
  }
}

async function showLeader (reader: Reader): Promise<Looked> {
  const {
    item: { leader, term, degraded },
    meta
  } = await reader.read('status')
  const text = withAge(meta, () => (leader === null ? 'nobody' : `${printable(leader.name)} (term ${term})`))
  return {
    shown: { kind: 'Leader', item: { leader, term, degraded }, meta, text },
    exit: leader === null ? EXIT.degraded : EXIT.ok
  }
}

async function showVersion (reader: Reader): Promise<Looked> {
  const { item: { agent }, meta } = await reader.read('status')
  const item = { version: VERSION, agent: { version: agent.version, nodeVersion: agent.nodeVersion } }
  return {
    shown: {
      kind: 'Version',
      item,
      meta,
      text: () => `hivemind-lite ${VERSION}; agent ${agent.version} on node ${agent.nodeVersion}`
    },
    exit: EXIT.ok
  }
}

/** The newest entries, then those to come, until Ctrl-C. */
export async function follow (reader: Reader, output: Output, number: number, stop: AbortSignal): Promise<number> {
  const page = await reader.read('log-read', { query: { tail: Math.max(1, number), consistency: 'stale' } })
  const write = (row: LogRow): void => {
    output.write(`${output.form === 'table' ? rowText(row, output.look) : JSON.stringify(row)}\n`)
  }
  if (number > 0) page.items.forEach(write)
  for await (const row of reader.follow({ from: page.page.next, signal: stop })) write(row)
  return EXIT.ok
}
