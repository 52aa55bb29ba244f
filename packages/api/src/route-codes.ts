/** Codes that many routes can answer with. Pure. */
import type { ApiErrorCode } from './errors.ts'

/** Of what names something that may not be there. */
export const found: readonly ApiErrorCode[] = ['HIVE_NOT_FOUND']
/** Of what waits for the leader. */
export const waits: readonly ApiErrorCode[] = ['HIVE_TIMEOUT', 'HIVE_BUSY']
