/** The contract on bulk: whole, in order, at the pace of the reader, and an end that can be told from a loss. */
import type { Test } from 'tap'
import { all, codeOf, frameOf, introduce, type Subject, scene } from './actor.ts'

const never = new AbortController().signal

export function pulling (t: Test, subject: Subject): void {
  t.test('a pull yields what the peer writes and ends when it does', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    b.onPull = async (request, stream) => {
      for (let at = 0; at < 50; at++) await stream.write(frameOf(1 + at * 4_000, (request[0] ?? 0) + at))
    }
    const pulled = await all(a.net.pull(b.id, new Uint8Array([5]), never))
    t.equal(pulled.length, 50)
    t.ok(pulled.every((frame, at) => Buffer.from(frame).equals(frameOf(1 + at * 4_000, 5 + at))))
  })

  t.test('a reader that takes nothing stops the writer, and both go on when it takes', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const [size, count] = [256 * 1024, 160] // 40 MiB
    let written = 0
    b.onPull = async (_request, stream) => {
      for (; written < count; written++) await stream.write(frameOf(size, written))
    }
    let taken = 0
    for await (const frame of a.net.pull(b.id, new Uint8Array([1]), never)) {
      if (taken % 40 === 0) {
        await standstill(() => written)
        t.ok((written - taken) * size < 10 * 1024 * 1024, `at most ${(written - taken) / 4} MiB on their way`)
      }
      if (!Buffer.from(frame).equals(frameOf(size, taken))) break
      taken++
    }
    t.equal(taken, count, 'every frame is the one that was due')
  })

  t.test('a reader that leaves the loop ends the stream', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const ended = Promise.withResolvers<string>()
    b.onPull = async (_request, stream) => {
      const writing = async (): Promise<void> => { while (true) await stream.write(new Uint8Array(100_000)) }
      ended.resolve(await codeOf(writing()))
      t.ok(stream.signal.aborted)
    }
    for await (const frame of a.net.pull(b.id, new Uint8Array([1]), never)) {
      t.equal(frame.byteLength, 100_000)
      break
    }
    t.equal(await ended.promise, 'HIVE_NET_CUT')
  })

  t.test('an aborted pull rejects with the reason', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const abort = new AbortController()
    b.onPull = async (_request, stream) => {
      abort.abort(new Error('enough'))
      await new Promise(resolve => stream.signal.addEventListener('abort', resolve))
    }
    await t.rejects(all(a.net.pull(b.id, new Uint8Array([1]), abort.signal)), { message: 'enough' })
  })

  t.test('a writer that fails cuts the stream after whole frames', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    const read = Promise.withResolvers<void>()
    b.onPull = async (_request, stream) => {
      await stream.write(new Uint8Array([1, 2]))
      await read.promise
      throw new Error('the disk failed')
    }
    const frames: Uint8Array[] = []
    const pulling = async (): Promise<void> => {
      for await (const frame of a.net.pull(b.id, new Uint8Array([1]), never)) {
        frames.push(frame)
        read.resolve()
      }
    }
    t.equal(await codeOf(pulling()), 'HIVE_NET_CUT')
    t.same(frames, [new Uint8Array([1, 2])])
  })

  t.test('a pull from a peer that stops is cut, from one that is away refused', async t => {
    const stage = scene(t, subject)
    const [a, b] = [await stage.actor(), await stage.actor()]
    await introduce(stage, a, b)
    b.onPull = async (_request, stream) => {
      await stream.write(new Uint8Array([1]))
      await new Promise(resolve => stream.signal.addEventListener('abort', resolve))
    }
    const pulling = async (): Promise<void> => {
      for await (const _frame of a.net.pull(b.id, new Uint8Array([1]), never)) void b.net.stop()
    }
    t.equal(await codeOf(pulling()), 'HIVE_NET_CUT')
    await stage.until(() => a.told.length === 2)
    t.equal(await codeOf(all(a.net.pull(b.id, new Uint8Array([1]), never))), 'HIVE_NET_NOT_CONNECTED')
  })
}

/** Wait until a number does not change any more, for as many turns as a network here could need for anything. */
async function standstill (read: () => number): Promise<void> {
  for (let turns = 0, last = read(); turns < 500; turns = read() === last ? turns + 1 : 0) {
    last = read()
    await new Promise(resolve => setImmediate(resolve))
  }
}
