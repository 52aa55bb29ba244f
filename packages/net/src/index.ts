/** The network room: carries frames between peers. The seam is `port.ts`; architecture section 8. */

export { isAddress } from './addresses.ts'
export { errors as netErrors } from './errors.ts'
export {
  type Cuts, cuts, type Fate, fair, faultyNet, type Odds, scriptedWeather, seededWeather, type Weather
} from './faulty.ts'
export { createIdentity, type Identity, identityFromBytes, isNodeId } from './identity.ts'
export { libp2pNet } from './libp2p.ts'
export { createHub, memoryNet } from './memory.ts'
export type * from './port.ts'
export { signNow, verifyNow } from './signing.ts'
