import type { JoinTokenText } from '@hivemind/api'
import type { Refusal } from '@hivemind/base'
import t from 'tap'
import { exitOf, type PeerLook, peerChecks } from '../src/explaining.ts'
import { VERSION } from '../src/version.ts'

const refusal = (code: string, exit: Refusal['exit']): Refusal =>
  ({ code, message: 'because', hint: 'Do this.', exit, status: 409, changed: 'no', retry: 'no' }) as Refusal

const shown: NonNullable<PeerLook['shown']> = {
  cluster: 'c-1', clusterName: 'lab', epoch: 2, leader: '12D3a', degraded: '', version: VERSION, refusal: null
}

const seen = (more: Partial<PeerLook>): PeerLook => ({
  address: 'h:7400', resolved: ['10.0.0.5'], connectMs: 0.4, id: '12D3a', roundTripMs: 12, clockAheadMs: 3, shown,
  trouble: null, ...more
})

const token: JoinTokenText = { cluster: 'c-1', id: 'tok-1', secret: '00'.repeat(32), voters: [], expiresAt: 0 }

const verdicts = (look: PeerLook, asked = { token: token as JoinTokenText | null, voter: false }): string =>
  peerChecks(look, asked).map(({ name, verdict }) => `${name} ${verdict}`).join(', ')

t.test('every step is told where nothing is wrong', async t => {
  t.equal(verdicts(seen({})),
    'name ok, connection ok, agent ok, cluster ok, version ok, clock ok, token ok, join ok')
  t.equal(exitOf([seen({})]), 0)
})

t.test('the steps end with the one that cannot be taken, and its remedy', async t => {
  const trouble = refusal('HIVE_LOOK_CONNECT', 3)
  const look = seen({ connectMs: null, id: null, roundTripMs: null, clockAheadMs: null, shown: null, trouble })
  t.equal(verdicts(look), 'name ok, connection failing')
  t.equal(peerChecks(look, { token, voter: false }).at(-1)?.remedy, 'Do this.')
  t.equal(verdicts({ ...look, resolved: null }), 'name failing')
  t.equal(verdicts({ ...look, connectMs: 1 }), 'name ok, connection ok, agent failing')
  t.equal(exitOf([look]), 3)
})

t.test('what the peer would refuse is the verdict, with its exit code', async t => {
  const look = seen({ shown: { ...shown, refusal: refusal('HIVE_TOKEN_USED', 9) } })
  t.match(verdicts(look), /join failing$/)
  t.equal(exitOf([look]), 9)
  t.equal(exitOf([look, seen({})]), 0, 'one good peer is enough')
})

t.test('another version, another cluster, a far clock and a degraded cluster each show', async t => {
  t.match(verdicts(seen({ shown: { ...shown, version: '99.0.0' } })), /version failing/)
  t.match(verdicts(seen({ shown: { ...shown, cluster: 'c-2' } })), /token failing/)
  t.match(verdicts(seen({ clockAheadMs: -5_000 })), /clock warning/)
  const degraded = seen({ shown: { ...shown, degraded: 'no leader has a quorum' } })
  t.match(verdicts(degraded), /cluster failing/)
  t.equal(exitOf([degraded]), 7)
})

t.test('without a token an operator has to approve', async t => {
  t.match(verdicts(seen({}), { token: null, voter: true }), /clock ok, join warning$/)
})
