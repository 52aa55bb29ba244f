/**
 * The contract of the network room as tests: any implementation of `port.ts` passes them.
 *
 * Touches what the room under test touches.
 */
import type { Test } from 'tap'
import type { Subject } from './actor.ts'
import { admission } from './admission.ts'
import { connecting } from './connecting.ts'
import { frames } from './frames.ts'
import { joining } from './joining.ts'
import { pulling } from './pulling.ts'

export type { Subject } from './actor.ts'

/** Run the whole contract against one implementation. */
export function netSuite (t: Test, subject: Subject): void {
  connecting(t, subject)
  admission(t, subject)
  frames(t, subject)
  joining(t, subject)
  pulling(t, subject)
}
