/**
 * Every mutant, in the order of the page.
 *
 * Pure.
 */
import { AGENT } from './agent.ts'
import { API } from './api.ts'
import { CONTROL } from './control.ts'
import { FEED } from './feed.ts'
import { KERNEL } from './kernel.ts'
import type { Mutant } from './mutant.ts'
import { RAFT_LEADING } from './raft-leading.ts'
import { RAFT_LOGS } from './raft-logs.ts'
import { SWIM } from './swim.ts'
import { TASKS } from './tasks.ts'
import { WAL } from './wal.ts'

export const MUTANTS: readonly Mutant[] = [
  ...RAFT_LOGS, ...RAFT_LEADING, ...KERNEL, ...CONTROL, ...TASKS, ...WAL, ...AGENT, ...API, ...SWIM, ...FEED
]
