/**
 * Preloaded into an agent (`node --import`): its event loop stands still every now and then, as under garbage
 * collection, a large JSON text or a slow synchronous call.
 *
 * Touches timers and burns processor time. HIVEMIND_STALL_MS is the longest stall; each is drawn from a tenth of it to
 * all of it, about HIVEMIND_STALLS of them a minute.
 */
import { fileURLToPath } from 'node:url'

/** Where this file is, for whoever wants it preloaded. */
export const STALLING = fileURLToPath(import.meta.url)

const longestMs = Number(process.env['HIVEMIND_STALL_MS'])
const pauseMs = 60_000 / Number(process.env['HIVEMIND_STALLS'])

function stall (): void {
  const until = performance.now() + longestMs * (0.1 + 0.9 * Math.random())
  while (performance.now() < until);
  next()
}

/** Never two in a row: they would be one stall of twice the length. */
const next = (): unknown => setTimeout(stall, pauseMs * (0.25 + 1.5 * Math.random())).unref()

// Whatever else is started with this environment (command line, compiler) is left alone.
if (longestMs > 0 && process.argv.includes('run')) next()
