/**
 * The logs of a fleet's machines, read once all have applied the same.
 *
 * Touches the API of the agents, and runs commands.
 */
import { expectOk, type Machine, run, until } from './fleet.ts'

/** One exported row, as far as tests look. */
export interface Row {
  readonly index: number
  readonly kind: string
  readonly type: string
  readonly payload: unknown
  readonly hash: string
}

/** The whole log of one machine through its command line. */
export async function exported (machine: Machine): Promise<readonly Row[]> {
  const ran = expectOk(await run(['log', 'export', '--data-dir', machine.dataDir]))
  return ran.stdout.trim().split('\n').map(line => JSON.parse(line) as Row)
}

/** The whole log of one machine through its API: quicker than a command. */
export async function read ({ client }: Machine): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const row of client.log.export({ consistency: 'linearizable' })) rows.push(row)
  return rows
}

/**
 * Wait until all machines have applied the same, all that their logs hold under a leader, and return what each exports
 * of it. What is decided only afterwards, as by the next leader, is left out: some have it and some do not yet.
 *
 * @param reading - how a log is read
 */
export async function agreed (
  machines: readonly Machine[], reading = exported
): Promise<ReadonlyArray<readonly Row[]>> {
  const through = await until('all members to have applied the same', async () => {
    const states = await Promise.all(machines.map(machine => machine.client.status({ deadlineMs: 2_000 })))
    const [first] = states
    return first !== undefined && states.every(state =>
      state.leader !== null && state.appliedIndex === state.lastIndex &&
      state.appliedIndex === first.appliedIndex && state.stateHash === first.stateHash) && first.appliedIndex
  })
  const exports = await Promise.all(machines.map(machine => reading(machine)))
  return exports.map(rows => rows.filter(({ index }) => index <= through))
}
