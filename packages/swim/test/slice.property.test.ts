/**
 * Goal: every member has K independent observers, the graph stays in one piece when many go, and a change is local.
 *
 * Method: directories of random identities, of sizes around the bound of small clusters and up to a thousand.
 */
import { type NodeId, nodeId } from '@hivemind/base'
import fc from 'fast-check'
import { test } from 'tap'
import { follow, noRings, OBSERVERS, observedBy, observersOf, type Rings, SMALL } from '../src/index.ts'

const id = fc.string({ unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyz123456789'), minLength: 8, maxLength: 8 })
const ids = (most: number) => fc.uniqueArray(id.map(nodeId), { minLength: 2, maxLength: most, size: 'max' })

function ringsOf (members: Iterable<NodeId>): Rings {
  const rings = noRings()
  follow(rings, members)
  return rings
}

const named = (count: number): readonly NodeId[] => Array.from({ length: count }, (_, at) => nodeId(`m${at * 7919}`))

test('each member has as many observers as it can have up to five, all of them others, all distinct', t => {
  fc.assert(fc.property(ids(60), members => {
    const rings = ringsOf(members)
    const wanted = members.length <= SMALL ? members.length - 1 : OBSERVERS
    return members.every(member => {
      const observers = new Set(observersOf(rings, member))
      return observers.size === wanted && !observers.has(member) && observersOf(rings, member).length === wanted
    })
  }), { numRuns: 200 })
  t.end()
})

test('a member observes exactly those whose observer it is', t => {
  fc.assert(fc.property(ids(60), members => {
    const rings = ringsOf(members)
    return members.every(self => {
      const observed = observedBy(rings, self)
      return new Set(observed).size === observed.length &&
        members.every(one => observed.includes(one) === (one !== self && observersOf(rings, one).includes(self)))
    })
  }), { numRuns: 100 })
  t.end()
})

test('slices follow from the members alone, whatever came and went before', t => {
  fc.assert(fc.property(ids(40), ids(40), (before, after) => {
    const rings = ringsOf(before)
    follow(rings, after)
    t.same(rings.rings, ringsOf(after.toReversed()).rings)
    t.same(new Set(rings.places.keys()), new Set(after))
  }), { numRuns: 50 })
  t.end()
})

test('a slice does not grow with the cluster', t => {
  for (const count of [100, 1_000]) {
    const rings = ringsOf(named(count))
    const sizes = named(count).map(one => observedBy(rings, one).length)
    t.ok(Math.max(...sizes) <= 3 * OBSERVERS, `at most ${Math.max(...sizes)} of ${count}`)
    t.equal(sizes.reduce((sum, size) => sum + size, 0), count * OBSERVERS)
  }
  t.end()
})

test('a join or a leave changes whom a few observe, in a cluster of a thousand as in one of a hundred', t => {
  for (const count of [100, 1_000]) {
    const [comer = nodeId(''), ...members] = named(count + 1)
    const [small, large] = [ringsOf(members), ringsOf([comer, ...members])]
    const observers = (rings: Rings, one: NodeId): string => [...observersOf(rings, one)].sort().join()
    const changed = members.filter(one => observers(small, one) !== observers(large, one))
    t.ok(changed.length <= 2 * OBSERVERS, `${changed.length} of ${count}`)
  }
  t.end()
})

/** Those that can be reached from the first of them over slices, where only they are left. */
function reached (rings: Rings, left: ReadonlySet<NodeId>): number {
  const [first] = left
  const found = new Set<NodeId>(first === undefined ? [] : [first])
  for (const one of found) {
    for (const other of [...observersOf(rings, one), ...observedBy(rings, one)]) if (left.has(other)) found.add(other)
  }
  return found.size
}

test('everybody is connected to everybody over slices', t => {
  fc.assert(fc.property(ids(60), members => reached(ringsOf(members), new Set(members)) === members.length))
  t.end()
})

test('a quarter of the members go at once, and those left are still in one piece', t => {
  for (const count of [17, 100, 1_000]) {
    const members = named(count)
    for (let seed = 0; seed < 10; seed++) {
      const left = new Set(members.filter((_, at) => (at * 31 + seed * 17) % 97 % 4 !== 0))
      t.equal(reached(ringsOf(members), left), left.size, `${left.size} of ${count}`)
    }
  }
  t.end()
})
