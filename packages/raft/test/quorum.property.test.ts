/**
 * Any two quorums have a voter in common: within one configuration, across one step of change (thesis 4.1), and on the
 * way into a joint configuration and out of it (4.3). RF5, RF6.
 */
import { index, type NodeId, nodeId } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { hasQuorum, isConfiguration, quorumIndex, quorumSize, stepToward, votersChanged } from '../src/index.ts'

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
    const before = hasQuorum({ voters }, id => some.includes(id))
    const both = before && hasQuorum({ voters: after }, id => others.includes(id))
    return !both || some.some(id => others.includes(id))
  }), { numRuns: 1_000 })
})

t.test('a joint quorum overlaps with every quorum of the voters before, and of those after', async () => {
  fc.assert(fc.property(voterSets, voterSets, anyone, anyone, (outgoing, voters, some, others) => {
    const joint = hasQuorum({ voters, outgoing }, id => some.includes(id))
    const either = [voters, outgoing].some(set => hasQuorum({ voters: set }, id => others.includes(id)))
    return !joint || !either || some.some(id => others.includes(id))
  }), { numRuns: 2_000 })
})

t.test('a step toward a configuration keeps quorums overlapping, and two of them arrive', async () => {
  fc.assert(fc.property(voterSets, voterSets, anyone, anyone, (voters, wanted, some, others) => {
    const before = { voters, learners: [] }
    const after = { voters: wanted, learners: [] }
    const one = stepToward(before, after)
    const two = stepToward({ voters: one.voters, learners: one.learners }, after)
    const both = hasQuorum(before, id => some.includes(id)) && hasQuorum(one, id => others.includes(id))
    return isConfiguration(one) && JSON.stringify(two) === JSON.stringify(after) &&
      (!both || some.some(id => others.includes(id)))
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
  const indexes = fc.array(fc.nat(20), { minLength: 8, maxLength: 8 })
  fc.assert(fc.property(voterSets, voterSets, indexes, (voters, outgoing, held) => {
    const matchOf = (id: NodeId) => index(held[NAMES.indexOf(id)] ?? 0)
    return [{ voters }, { voters, outgoing }].every(counted => {
      const found = quorumIndex(counted, matchOf)
      return hasQuorum(counted, id => matchOf(id) >= found) && !hasQuorum(counted, id => matchOf(id) > found)
    })
  }))
})

t.test('nobody is no quorum', async t => {
  t.equal(hasQuorum({ voters: [] }, () => true), false)
  t.equal(quorumSize([]), 1)
  t.equal(quorumIndex({ voters: [] }, () => index(7)), 0)
})
