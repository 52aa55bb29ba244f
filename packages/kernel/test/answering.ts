/**
 * Answers on the join protocol that a text test makes up: approvals, true and false ones, and refusals.
 *
 * Pure.
 */
import { epoch, index, nodeId } from '@hivemind/base'
import type { Digest, Input } from '../src/index.ts'
import { signatureOf } from './json-tools.ts'
import { refusalLike } from './world.ts'

type Settings = Readonly<Record<string, string>>

/** `signer=a` says that it approves, with its own key or that of `key=`; `member=` and `cluster=` may be of others. */
export function approval (id: string, settings: Settings): Input {
  const signer = nodeId(settings['signer'] ?? '')
  const digest: Digest = {
    cluster: (settings['cluster'] ?? 'c1') as Digest['cluster'],
    clusterName: 'prod',
    lineage: 0,
    epoch: epoch(1),
    index: index(5),
    member: nodeId(settings['member'] ?? id),
    voters: (settings['voters'] ?? '').split(',').filter(one => one !== '').map(nodeId),
    peers: []
  }
  const signature = signatureOf(nodeId(settings['key'] ?? signer), digest)
  const reply = { type: 'approved', request: 'J-x', signed: { digest, signer, signature } } as const
  return { type: 'join-answered', id: 1, from: signer, reply }
}

/** `from=d code=HIVE_MEMBER_CUT`: a peer answers a greeting, or a request to join, with a refusal. */
export function turningAway ({ from = '', code = '' }: Settings): Input {
  const refusal = refusalLike(code, `${from} says so`)
  return { type: 'join-answered', id: 1, from: nodeId(from), reply: { type: 'refused', request: '', refusal } }
}
