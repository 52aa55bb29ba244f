/**
 * Goal: asymmetric networks neither stop the control plane nor let its leaders take turns. Method: all 64 sets of
 * directed links of three nodes are cut, and random sets of five, from a healthy cluster; nobody is told of a close.
 */
import t from 'tap'
import { linksOf, PROGRESS_TICKS, type Progress, randomCuts, someoneConnects, underCuts } from '../src/index.ts'

function wrong ({ ticks, leaderChanges, failure }: Progress): boolean {
  return failure !== null || ticks === null || ticks > PROGRESS_TICKS || leaderChanges > 2
}

t.test('three nodes commit within three seconds under every set of cuts that leaves one of them a quorum', async t => {
  const links = linksOf(3)
  let tried = 0
  for (let set = 0; set < 64; set++) {
    const cuts = links.filter((_, at) => ((set >> at) & 1) === 1)
    if (!someoneConnects(3, cuts)) continue
    tried++
    const progress = underCuts(set, 3, cuts)
    if (wrong(progress)) t.fail(`cuts ${cuts.map(link => link.join('>')).join(' ')}`, progress)
  }
  t.equal(tried, 37, 'of 64, those with at least one whole link')
})

t.test('five nodes commit within three seconds under random cuts that leave one of them a quorum', async t => {
  let tried = 0
  for (let seed = 1; tried < 30 && seed < 2_000; seed++) {
    const cuts = randomCuts(seed, 5)
    if (!someoneConnects(5, cuts)) continue
    tried++
    const progress = underCuts(seed, 5, cuts)
    if (wrong(progress)) t.fail(`cuts ${cuts.map(link => link.join('>')).join(' ')}, seed ${seed}`, progress)
  }
  t.equal(tried, 30)
})

t.test('without a quorum nothing is committed, and nobody leads', async t => {
  t.match(underCuts(1, 3, linksOf(3)), { ticks: null, failure: null })
})
