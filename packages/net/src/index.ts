/** The network room: carries frames between peers. The seam is `port.ts`; architecture section 8. */
export { errors as netErrors } from './errors.ts'
export { createIdentity, identityFromBytes, isNodeId, sign, verify, type Identity } from './identity.ts'
export { libp2pNet } from './libp2p.ts'
export { isAddress } from './addresses.ts'
export type * from './port.ts'
