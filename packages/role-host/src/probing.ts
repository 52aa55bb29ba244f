/**
 * One look at a service: http, tcp, or a program.
 *
 * Touches sockets and processes. Never rejects: what goes wrong is the result.
 */
import { spawn } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { Check } from './service.ts'

export interface Result { readonly ok: boolean, readonly reason: string }

const REASON_MAX = 160

const line = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').trim().slice(0, REASON_MAX)

/** Look once; what takes longer than `timeoutMs`, or is aborted, is a failure. */
export async function probe (check: Check, timeoutMs: number, signal: AbortSignal): Promise<Result> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    return { ok: true, reason: line(await LOOKS[check.type](check as never, ending)) }
  } catch (error) {
    const reason = ending.aborted && !signal.aborted ? `no answer in ${timeoutMs} ms` : (error as Error).message
    return { ok: false, reason: line(reason) }
  }
}

/** @throws {Error} why the service does not pass */
type Look<Type extends Check['type']> = (check: Check & { readonly type: Type }, ending: AbortSignal) => Promise<string>

const LOOKS: { readonly [Type in Check['type']]: Look<Type> } = {
  http: ({ url }, signal) => new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? httpsRequest : httpRequest
    const asked = request(url, { signal, agent: false, headers: { 'user-agent': 'hivemind' } }, response => {
      const { statusCode = 0 } = response
      response.destroy() // What it has to say beyond its status is nobody's business here.
      const said = `HTTP ${statusCode}`
      if (statusCode >= 200 && statusCode < 300) resolve(said)
      else reject(new Error(said))
    })
    asked.on('error', reject)
    asked.end()
  }),

  tcp: ({ host, port }, signal) => new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal })
    socket.on('error', reject)
    socket.on('connect', () => {
      socket.destroy()
      resolve(`connected to ${host}:${port}`)
    })
  }),

  script: ({ argv: [program = '', ...words] }, signal) => new Promise((resolve, reject) => {
    // A group of its own, so that what it has started ends with it.
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let said = ''
    const hear = (chunk: Buffer): void => { said = (said + chunk.toString('utf8')).slice(-REASON_MAX) }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const end = (): void => {
      try { process.kill(-(child.pid ?? 0), 'SIGKILL') } catch { /* It ended by itself. */ }
    }
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    child.on('error', reject)
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', end)
      const words = said.trim() === '' ? '' : `: ${said}`
      if (code === 0) resolve(`it ended with 0${words}`)
      else reject(new Error(`it ended ${by === null ? `with ${code}` : `by ${by}`}${words}`))
    })
  })
}
