/**
 * The account that a role or a process runs as: its numbers on this machine, whether it reaches what it has to, and the
 * directory that is its own.
 *
 * Touches the program `id`, and owners and modes below the data directory. An agent that is not root changes none of
 * them: it runs everything as itself.
 */
import { execFile } from 'node:child_process'
import { chmodSync, lchownSync, lstatSync, mkdirSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { HivemindError } from '@hivemind/base'
import { refuseRole } from '@hivemind/role/protocol'

export interface Account { readonly user: string, readonly uid: number, readonly gid: number }

export interface Places {
  /** What is to run, for who reads of a refusal. */
  readonly what: 'a role' | 'a process'
  readonly dataDirectory: string
  /** What is its own, below the data directory. */
  readonly directory: string
  /** What its process has to read: the engine, our program, its code. */
  readonly reads: readonly string[]
}

/** A directory of accounts elsewhere may not answer. */
const ID_MS = 5_000
const run = promisify(execFile)
const own = (): number => process.getuid?.() ?? -1
const refused = (message: string): HivemindError => new HivemindError(refuseRole('HIVE_ROLE_USER', message))

/**
 * Make a machine ready for a role or a process under an account.
 *
 * @returns null when the agent itself has that account, so there is nothing to change
 * @throws {HivemindError} HIVE_ROLE_USER: there is none, it does not reach what it needs, or the agent is not root
 */
export async function accountFor (user: string, places: Places): Promise<Account | null> {
  const agent = own()
  const found = { user, uid: await numberOf('-u', user), gid: await numberOf('-g', user) }
  if (found.uid === agent) return null
  if (agent !== 0)
    throw refused(`the agent runs under uid ${agent}, and only one that is root runs ${places.what} as "${user}"`)
  // Nothing is opened for an account that is barred elsewhere.
  const barred = barredFrom(found, realpathSync(places.dataDirectory)) ??
    places.reads.map(path => unreadBy(found, path)).find(problem => problem !== null)
  if (barred !== undefined && barred !== null) throw refused(`${places.what} cannot run as "${user}" here: ${barred}`)
  openThrough(places)
  give(places, found)
  return found
}

async function numberOf (which: '-u' | '-g', user: string): Promise<number> {
  let text: string
  try {
    text = (await run('id', [which, '--', user], { timeout: ID_MS })).stdout
  } catch (error) {
    const { message, stderr = '' } = error as Error & { readonly stderr?: string }
    throw refused(`there is no account "${user}" on this machine: ${(stderr || message).trim().slice(0, 200)}`)
  }
  return Number(text)
}

/**
 * Let an account pass through the data directory to its own, and see nothing of what lies beside it: that is closed to
 * others first. What the group may stays as it is.
 */
function openThrough ({ dataDirectory, directory }: Places): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const top = resolve(dataDirectory)
  for (let passage = resolve(directory), path = ''; path !== top; passage = path) {
    path = dirname(passage)
    for (const name of readdirSync(path)) {
      const beside = join(path, name)
      const found = lstatSync(beside)
      const isOurs = path === top || found.uid === own()
      if (beside !== passage && isOurs && (found.isFile() || found.isDirectory()) && (found.mode & 0o007) !== 0)
        chmodSync(beside, found.mode & 0o770)
    }
    chmodSync(path, (statSync(path).mode & 0o770) | 0o001)
  }
}

/**
 * What the agent's own role left in a directory is the account's. What another account left is not walked through: who
 * still runs as that one could lead us elsewhere.
 *
 * @throws {HivemindError} HIVE_ROLE_USER
 */
function give ({ what, directory }: Places, { user, uid, gid }: Account): void {
  const { uid: owner } = lstatSync(directory)
  if (owner === uid) return
  if (owner !== own()) {
    throw refused(`${what} cannot run as "${user}" here: ${directory} belongs to uid ${owner}; move it away, or give it to "${user}"`)
  }
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
    lchownSync(join(entry.parentPath, entry.name), uid, gid)
  lchownSync(directory, uid, gid)
}

const READ = 4
const ENTER = 1
const may = ({ uid, gid }: Account, { uid: owner, gid: group, mode }: Stats, bit: number): boolean => {
  const shift = uid === owner ? 6 : gid === group ? 3 : 0
  return uid === 0 || ((mode >> shift) & bit) !== 0
}

/** The directory above a path that an account may not enter; null when it may enter all. */
function barredFrom (account: Account, real: string): string | null {
  for (let above = dirname(real); ; above = dirname(above)) {
    if (!may(account, statSync(above), ENTER)) return `it may not enter ${above}`
    if (above === dirname(above)) return null
  }
}

/** Why an account cannot read a path; null when it can, and when nothing is there: its loading tells. */
function unreadBy (account: Account, path: string): string | null {
  let real: string
  try {
    real = realpathSync(path)
  } catch { return null }
  return barredFrom(account, real) ?? (may(account, statSync(real), READ) ? null : `it may not read ${real}`)
}
