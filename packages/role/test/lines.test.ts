/** Lines over a pipe: whole values in order, whatever the pieces; what is too long or no JSON ends it. */
import { Duplex, PassThrough } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { Lines } from '../src/lines.ts'

interface Heard { readonly values: unknown[], readonly broken: string[] }

async function heard (pieces: readonly Buffer[], lineMax = 1_000): Promise<Heard> {
  const input = new PassThrough()
  const stream = Duplex.from({ readable: input, writable: new PassThrough() })
  const found: Heard = { values: [], broken: [] }
  new Lines({
    stream,
    lineMax,
    linesPerTurn: 3,
    read: value => found.values.push(value),
    broken: reason => found.broken.push(reason)
  })
  for (const piece of pieces) input.write(piece)
  input.end()
  // Turns of the event loop in which nothing new was heard: all of it was read.
  for (let quiet = 0, count = 0; quiet < 20; quiet = count === found.values.length ? quiet + 1 : 0) {
    count = found.values.length
    await new Promise(resolve => setImmediate(resolve))
  }
  stream.destroy()
  return found
}

t.test('values come back in order, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 20 }),
      fc.integer({ min: 1, max: 7 }),
      async (values, size) => {
        const bytes = Buffer.from(values.map(value => `${JSON.stringify(value)}\n`).join(''))
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size)
        )
        const found = await heard(pieces, 100_000)
        return JSON.stringify(found.values) === JSON.stringify(values) && found.broken.length === 0
      }
    ),
    { numRuns: 100 }
  )
})

t.test('a line that is too long ends it, finished or not', async t => {
  t.match((await heard([Buffer.from(`"${'x'.repeat(2_000)}"\n1\n`)])), { values: [], broken: [/at most 1000/] })
  t.match((await heard([Buffer.from('x'.repeat(2_000))])), { values: [], broken: [/more than 1000/] })
})

t.test('what is no JSON ends it, and nothing after it is read', async t => {
  t.match(await heard([Buffer.from('1\n{\n2\n')]), { values: [1], broken: [/is no JSON/] })
})
