/** The fence in front of every frame (proto/stamp.proto). Pure. */
import type { Stamp } from '@hivemind/kernel'
import { cluster, count, epochField } from './field.ts'
import type { hivemind } from './generated/messages.js'

/** @throws {HivemindError} HIVE_WIRE_RANGE */
export const toStamp = (raw: hivemind.Stamp.$Properties): Stamp => ({
  cluster: cluster(raw.cluster, 'stamp cluster'),
  lineage: count(raw.lineage, 'stamp lineage'),
  epoch: epochField(raw.epoch, 'stamp epoch')
})
