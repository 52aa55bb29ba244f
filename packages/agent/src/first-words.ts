/**
 * When the API may be loaded: not before the node has said its first words, and been let in if it asks for that.
 *
 * Touches one timer. Routes and schemas are a tenth of a second of work. A newcomer whose command asks how far it is
 * would do that work between waking up and asking to be let in, and all the cluster would hear of it later for it.
 */
import type { Kernel } from '@hivemind/kernel'
import type { Body } from './body.ts'

/** Whoever asks is answered by then, whatever becomes of the join. */
const PATIENCE_MS = 1_000

/** Resolves when a newcomer is let in, waits for approval or is refused, and for anybody else when it has begun. */
export function firstWords (body: Pick<Body, 'onChanged'>, kernel: Pick<Kernel, 'phase' | 'joining'>): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      clearTimeout(timer)
      off()
      resolve()
    }
    const timer = setTimeout(end, PATIENCE_MS)
    const off = body.onChanged(() => { if (!isOnItsWay(kernel)) end() })
  })
}

const isOnItsWay = ({ phase, joining }: Pick<Kernel, 'phase' | 'joining'>): boolean =>
  phase === 'joining' && joining !== null && (joining.step === 'reach' || joining.step === 'catch-up')
