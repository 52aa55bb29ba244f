/**
 * Counts of what a peer sent, received and was refused.
 *
 * Pure.
 */
import type { PeerCounters } from './port.ts'

export const noCounts = (): PeerCounters => ({
  framesSent: 0,
  bytesSent: 0,
  framesReceived: 0,
  bytesReceived: 0,
  framesDropped: 0,
  streamsRefused: 0,
  framesRefused: 0,
  dialsFailed: 0
})
