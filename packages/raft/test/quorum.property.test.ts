/**
 * Any two quorums have a voter in common: within one configuration, and across one step of change (thesis 4.1).
 */
import { index, type NodeId, nodeId } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { hasQuorum, quorumIndex, quorumSize, votersChanged } from '../src/index.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(nodeId)
const voterSets = fc.subarray(NAMES, { minLength: 1, maxLength: 7 })
const anyone = fc.subarray(NAMES)

t.test('two quorums of one configuration overlap', async () => {
  fc.assert(fc.property(voterSets, anyone, anyone, (voters, some, others) => {
    const agrees = (set: readonly NodeId[]): boolean => hasQuorum({ voters }, id => set.includes(id))
    return !agrees(some) || !agrees(others) || voters.some(id => some.includes(id) && others.includes(id))
  }))
})

t.test('quorums before and after a change of one voter overlap', async () => {
  fc.assert(fc.property(voterSets, fc.constantFrom(...NAMES), anyone, anyone, (voters, changed, some, others) => {
    const after = voters.includes(changed) ? voters.filter(id => id !== changed) : [...voters, changed].sort()
    fc.pre(after.length > 0)
    const both = hasQuorum({ voters }, id => some.includes(id)) && hasQuorum({ voters: after }, id => others.includes(id))
    return !both || some.some(id => others.includes(id))
  }), { numRuns: 1_000 })
})

t.test('one changed voter counts one, and a change undone counts none', async () => {
  fc.assert(
    fc.property(voterSets, fc.constantFrom(...NAMES), (voters, changed) => {
      const before = { voters, learners: [] }
      const after = {
        voters: voters.includes(changed) ? voters.filter(id => id !== changed) : [...voters, changed].sort(),
        learners: []
      }
      return (
        votersChanged(before, after) === 1 && votersChanged(after, before) === 1 && votersChanged(before, before) === 0
      )
    })
  )
})

t.test('the quorum index is held by a quorum, and no higher one is', async () => {
  fc.assert(fc.property(voterSets, fc.array(fc.nat(20), { minLength: 8, maxLength: 8 }), (voters, held) => {
    const matchOf = (id: NodeId) => index(held[NAMES.indexOf(id)] ?? 0)
    const found = quorumIndex({ voters }, matchOf)
    return hasQuorum({ voters }, id => matchOf(id) >= found) && !hasQuorum({ voters }, id => matchOf(id) > found)
  }))
})

t.test('nobody is no quorum', async t => {
  t.equal(hasQuorum({ voters: [] }, () => true), false)
  t.equal(quorumSize([]), 1)
  t.equal(quorumIndex({ voters: [] }, () => index(7)), 0)
})
