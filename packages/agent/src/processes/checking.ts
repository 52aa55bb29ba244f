/**
 * Looks whether a process works: its port answers, or its pid file names one that lives.
 *
 * Touches 127.0.0.1, and the file that is named.
 */
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import type { ProcessDefinition } from '@hivemind/control'
import { bornAs } from './system.ts'

export interface Verdict { readonly verdict: 'up' | 'down' | 'dead', readonly problem: string }

const UP: Verdict = { verdict: 'up', problem: '' }
const CONNECT_MS = 1_000
/** A pid file holds a number; more is something else. */
const PID_BYTES_MAX = 64

export async function look (check: ProcessDefinition['check']): Promise<Verdict> {
  switch (check.type) {
    case 'none': return UP
    case 'tcp': return await answers(check.port)
    case 'pid-file': return await named(check.path)
  }
}

async function answers (port: number): Promise<Verdict> {
  const why = await new Promise<string | null>(resolve => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECT_MS })
    const over = (problem: string | null): void => { socket.destroy(); resolve(problem) }
    socket.once('connect', () => over(null))
    socket.once('timeout', () => over('it does not answer'))
    socket.once('error', error => over((error as NodeJS.ErrnoException).code ?? error.message))
  })
  return why === null ? UP : { verdict: 'down', problem: `port ${port}: ${why}` }
}

/** No file: it ended in good order, or never began. A file whose process is gone: it did not. */
async function named (path: string): Promise<Verdict> {
  let text: string
  try {
    text = (await readFile(path, 'utf8')).slice(0, PID_BYTES_MAX).trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { verdict: 'down', problem: code === 'ENOENT' ? '' : `${path}: ${code}` }
  }
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (pid === 0) return { verdict: 'down', problem: `${path} holds no pid` }
  return bornAs(pid) === null ? { verdict: 'dead', problem: `${path} names ${pid}, which is gone` } : UP
}
