/**
 * Goal: a backup that was made under load is a history up to one point, whole; a cluster comes up from it with that
 * very
 * history in a new epoch; one that was changed is refused and leaves nothing behind. Method: real agents.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { exported } from './agreeing.ts'
import { Fleet, freePort, run } from './fleet.ts'
import { appendNumbers, newLedger } from './writers.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(300_000)

interface Saved {
  readonly meta: { readonly index: number, readonly chain: string, readonly members: number }
  readonly replayed: boolean
}

t.test('saved under load, verified, restored elsewhere, and refused when changed', async t => {
  const a = await fleet.init('a')
  await fleet.join('b', 'a')
  const token = await fleet.token()
  const ledger = newLedger()
  const file = join(fleet.directory, 'x.hivebak')
  const writing = appendNumbers([a.client], ledger, {
    first: 0,
    count: 5_000,
    inFlight: 64,
    deadlineMs: 60_000,
    pad: 'x'.repeat(500)
  })
  const saved = await fleet.on('a', ['backup', 'save', file, '-o', 'json'])
  await writing
  t.equal(saved.code, 0, saved.stderr)
  const { meta, replayed } = (JSON.parse(saved.stdout) as { readonly item: Saved }).item
  t.ok(replayed, 'the state follows from the history in it')
  t.equal((await fleet.on('a', ['backup', 'save', file])).code, 6, 'an existing file is not written over')

  const before = readdirSync(tmpdir()).filter(name => name.startsWith('hivemind-verify-')).length
  const verified = await run(['backup', 'verify', file])
  t.equal(verified.code, 0, verified.stdout + verified.stderr)
  t.equal(
    readdirSync(tmpdir()).filter(name => name.startsWith('hivemind-verify-')).length,
    before,
    'nothing is left behind'
  )

  const dataDir = join(fleet.directory, 'n')
  const listen = `127.0.0.1:${await freePort()}`
  const restored = await run([
    'backup',
    'restore',
    file,
    '--data-dir',
    dataDir,
    '--name',
    'n',
    '--listen',
    listen,
    '--reason',
    'drill'
  ])
  t.equal(restored.code, 0, restored.stderr)
  t.equal((await run(['agent', 'start', '--data-dir', dataDir])).code, 0)
  t.teardown(() => run(['agent', 'stop', '--data-dir', dataDir]))
  const there = (await run(['log', 'export', '--data-dir', dataDir])).stdout.trim().split('\n')
  const here = (await exported(a)).slice(0, meta.index).map(row => JSON.stringify(row))
  t.same(there.slice(0, meta.index), here, 'the exports are equal, line by line')
  const told = JSON.parse((await run(['status', '--data-dir', dataDir, '-o', 'json'])).stdout) as {
    readonly item: { readonly epoch: number }
  }
  t.equal(told.item.epoch, 2, 'in a new epoch')

  const stranger = await run([
    'join',
    listen,
    '--name',
    'z',
    '--data-dir',
    join(fleet.directory, 'z'),
    '--listen',
    `127.0.0.1:${await freePort()}`,
    '--token',
    token
  ])
  t.equal(stranger.code, 9, 'tokens of the old cluster are worth nothing')
})

t.test('a backup that was changed anywhere is refused, and the target stays empty', async t => {
  const file = join(fleet.directory, 'x.hivebak')
  const bytes = readFileSync(file)
  const bad = join(fleet.directory, 'bad.hivebak')
  const target = join(fleet.directory, 'never')
  for (const [what, changed] of [
    ['one bit', Buffer.from(bytes.map((byte, at) => at === bytes.length >> 1 ? byte ^ 1 : byte))],
    ['its end cut', bytes.subarray(0, -1)],
    ['something behind its end', Buffer.concat([bytes, Buffer.from('x')])]
  ] as const) {
    writeFileSync(bad, changed)
    const ran = await run(['backup', 'restore', bad, '--data-dir', target, '--name', 'n', '--listen', '127.0.0.1:1'])
    t.equal(ran.code, 1, what)
    t.match(ran.stderr, /HIVE_BACKUP_DAMAGED/)
    t.notOk(existsSync(target))
  }
  writeFileSync(bad, 'no backup at all')
  t.equal((await run(['backup', 'inspect', bad])).code, 2, 'what is no backup is said to be none')
})

t.test('an exported state is a cluster without history', async t => {
  const file = join(fleet.directory, 'state.json')
  const ran = await fleet.on('a', ['state', 'export'])
  t.equal(ran.code, 0, ran.stderr)
  writeFileSync(file, ran.stdout)
  const { item } = JSON.parse(ran.stdout) as {
    readonly item: { readonly state: { readonly appliedIndex: number, readonly members: readonly unknown[] } }
  }
  t.equal(item.state.members.length, 2)
  const dataDir = join(fleet.directory, 'i')
  const made = await run([
    'state',
    'import',
    file,
    '--data-dir',
    dataDir,
    '--name',
    'i',
    '--listen',
    `127.0.0.1:${await freePort()}`
  ])
  t.equal(made.code, 0, made.stderr)
  t.equal((await run(['agent', 'start', '--data-dir', dataDir])).code, 0)
  t.teardown(() => run(['agent', 'stop', '--data-dir', dataDir]))
  const append = await run(['log', 'append', '--type', 'test.imported', '{}', '--data-dir', dataDir, '-o', 'json'])
  t.equal(append.code, 0, append.stderr)
  const show = await run(['log', 'show', String(item.state.appliedIndex), '--data-dir', dataDir])
  t.equal(show.code, 5, 'its history begins after what was imported')
})
