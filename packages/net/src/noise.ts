/**
 * Noise, loaded by the first connection that wants it: its ciphers are WebAssembly, and between agents TLS comes first.
 *
 * Touches nothing before that.
 */
import type { ConnectionEncrypter } from '@libp2p/interface'
import type { NoiseComponents } from '@libp2p/noise'

/** As libp2p wants it: made with the node's components. */
export function noiseWhenAsked (components: NoiseComponents): ConnectionEncrypter {
  let made: Promise<ConnectionEncrypter> | null = null
  const noise = (): Promise<ConnectionEncrypter> =>
    made ??= import('@libp2p/noise').then(({ noise: make }) => make()(components))
  return {
    protocol: '/noise',
    secureInbound: async (...given) => await (await noise()).secureInbound(...given),
    secureOutbound: async (...given) => await (await noise()).secureOutbound(...given)
  }
}
