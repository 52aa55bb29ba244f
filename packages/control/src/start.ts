/** The state before the first entry. Pure. */
import { epoch, index, noFingerprint, term } from '@hivemind/base'
import { recomputeHash } from './hashing.ts'
import type { Control } from './state.ts'

export function start (): Control {
  const control: Control = {
    cluster: null,
    epoch: epoch(0),
    lineage: 0,
    appliedIndex: index(0),
    appliedTerm: term(0),
    voters: [],
    learners: [],
    outgoing: [],
    members: new Map(),
    names: new Map(),
    tombstones: new Map(),
    failures: new Map(),
    tokens: new Map(),
    requests: new Map(),
    kinds: new Map(),
    resources: new Map(),
    keys: new Map(),
    settings: new Map(),
    roles: new Map(),
    grants: new Map(),
    tasks: new Map(),
    ledger: new Map(),
    jobs: new Map(),
    pending: new Map(),
    below: new Map(),
    definitionBytes: 0,
    epochs: [],
    sessions: new Map(),
    eventCount: 0,
    unknownCount: 0,
    hash: noFingerprint()
  }
  Object.assign(control.hash, recomputeHash(control))
  return control
}
