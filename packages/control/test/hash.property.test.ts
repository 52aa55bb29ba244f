/**
 * The hash that moves with every change is the hash of what is there.
 *
 * Random histories; after each entry the kept hash is compared with one from scratch.
 */
import { fingerprintText } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { recomputeHash, start } from '../src/index.ts'
import { history, write } from './histories.ts'

t.test('the kept hash equals the hash from scratch after every entry', async () => {
  fc.assert(fc.property(history(), entries => {
    const control = start()
    return entries.every(one => {
      write(control, one)
      return fingerprintText(control.hash) === fingerprintText(recomputeHash(control))
    })
  }), { numRuns: 300 })
})
