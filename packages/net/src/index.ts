/** The network room: carries frames between peers. The seam is `port.ts`; architecture section 8. */
export { errors as netErrors } from './errors.ts'
export { createIdentity, identityFromBytes, isNodeId, type Identity } from './identity.ts'
export { libp2pNet } from './libp2p.ts'
export { isAddress } from './addresses.ts'
export type * from './port.ts'
export { signNow, verifyNow } from './signing.ts'
export { createHub, memoryNet } from './memory.ts'
export { cuts, fair, faultyNet, scriptedWeather, seededWeather, type Cuts, type Fate, type Odds, type Weather } from './faulty.ts'
