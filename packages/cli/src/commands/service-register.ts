/** `hivemind service register NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { showReply } from '../reply.ts'
import { ask, type CheckWanted } from '../role-asking.ts'

export const serviceRegister = defineCommand({
  name: 'service register',
  about: 'Say that this machine serves something, or serves it otherwise.',
  details: 'It is the word of this machine alone, needs no quorum, and holds until it is deregistered. With a check it is in the names only while it passes; the role host of this machine does the check. A script is a JSON array of a program and its words; no shell is involved.',
  examples: [
    'hivemind service register web --port 8080 --check http://127.0.0.1:8080/healthz',
    'hivemind service register db --port 5432 --check tcp:5432 --interval 2s --tags primary',
    'hivemind service register queue --port 5672 --address 10.0.0.7 --check \'["/usr/bin/queue-ready","--quiet"]\''
  ],
  operands: [{ name: 'NAME', about: 'How it is called: a DNS label.' }],
  options: {
    port: { kind: 'count', least: 1, value: 'PORT', about: 'Where it listens.' },
    address: {
      kind: 'text',
      value: 'ADDRESS',
      about: "Where it is reached; the machine's own address when left out."
    },
    protocol: { kind: 'text', value: 'NAME', choices: ['tcp', 'udp'], standard: 'tcp', about: 'What it speaks.' },
    tags: { kind: 'text', value: 'WORDS', about: 'Words about it, with commas between them.' },
    check: { kind: 'text', value: 'CHECK', about: 'http://…, https://…, tcp:PORT, tcp:HOST:PORT, or a JSON array of words.' },
    interval: { kind: 'duration', value: 'TIME', standard: '5s', least: 100, about: 'Pause between two checks.' },
    within: { kind: 'duration', value: 'TIME', standard: '2s', least: 10, about: 'Longest wait for a check.' },
    rise: { kind: 'count', least: 1, value: 'N', standard: '2', about: 'Successes in a row that bring it back.' },
    fall: { kind: 'count', least: 1, value: 'N', standard: '2', about: 'Failures in a row that take it out.' }
  },
  async run ({ operands: [name = ''], options }, context) {
    const { port, address, protocol, tags, check, interval: intervalMs, within: timeoutMs, rise, fall } = options
    if (port === undefined) throw misused('the port is missing', 'Say where it listens: --port 8080.')
    const reply = await ask<{ readonly replaced: boolean }>(await context.client(), 'host', 'register', {
      name, port, protocol, intervalMs, timeoutMs, rise, fall, check: check === undefined ? null : checkFrom(check),
      tags: (tags ?? '').split(',').map(tag => tag.trim()).filter(tag => tag !== ''),
      ...address === undefined ? {} : { address }
    })
    showReply(context, reply, () => `${reply.item.replaced ? 'registered anew' : 'registered'} ${name}, port ${port}`)
    return EXIT.ok
  }
})

function checkFrom (text: string): CheckWanted {
  if (/^https?:\/\//.test(text)) return { type: 'http', url: text }
  const [, host, port] = /^tcp:(?:\/\/)?(?:([^/]+):)?(\d{1,5})$/.exec(text) ?? []
  if (port !== undefined) {
    return host === undefined
      ? { type: 'tcp', port: Number(port) }
      : { type: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
  }
  return { type: 'script', argv: wordsFrom(text) }
}

function wordsFrom (text: string): readonly string[] {
  try {
    const words = JSON.parse(text) as unknown
    if (Array.isArray(words) && words.length > 0 && words.every(word => typeof word === 'string')) return words
  } catch { /* It is told below. */ }
  throw misused(
    `"${text}" is no check; expected http://…, tcp:PORT, tcp:HOST:PORT or a JSON array of words`,
    'Quote it for the shell: \'["/usr/bin/ready","-q"]\'.'
  )
}
