/**
 * The services of this machine on its disk, so that they are there again after a restart.
 *
 * Touches one file in the directory of the role. It is replaced as a whole: a crash leaves the old one or the new one.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { type Service, services } from './service.ts'

const FILE = 'services.json'

/** @throws {Error} when the file is there and is not ours: then nothing is written over it */
export async function readServices (): Promise<readonly Service[]> {
  let text: string
  try {
    text = await readFile(FILE, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const read = services.safeParse(JSON.parse(text))
  if (read.success) return read.data
  throw new Error(`${FILE} is not of this release: ${read.error.issues[0]?.message ?? 'unknown form'}`)
}

export async function writeServices (all: readonly Service[]): Promise<void> {
  const next = `${FILE}.next`
  const file = await open(next, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(all, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, FILE)
}
