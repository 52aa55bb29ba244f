import t from 'tap'
import { parseDuration, showBytes, showCount, showDuration } from '../src/duration.ts'

t.test('times are read with their unit and refused without', async t => {
  for (const [text, ms] of [
    ['0', 0],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000]
  ] as const)
    t.equal(parseDuration(text), ms, text)
  for (const text of ['', '5', 'm', '5 m', '-5s', '5y', '1e3s', '5m!', 'five'])
    t.equal(parseDuration(text), null, text)
})

t.test('times, counts and bytes are shown short', async t => {
  t.equal(showDuration(340.4), '340 ms')
  t.equal(showDuration(12_430), '12.4 s')
  t.equal(showDuration(200_000), '3 m 20 s')
  t.equal(showDuration(3_600_000 * 52), '2 d 4 h')
  t.equal(showDuration(-5), '0 ms')
  t.equal(showCount(1_234_567), '1 234 567')
  t.equal(showCount(999), '999')
  t.equal(showBytes(512), '512 B')
  t.equal(showBytes(84.2 * 1024 * 1024), '84.2 MiB')
})
