/**
 * Settings of the whole cluster: what they are, and changing them.
 *
 * Touches nothing by itself.
 */
import type { RouteName, Setting } from '@hivemind/api'
import { SETTINGS, type SettingKey } from '@hivemind/control'
import { draft, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'

export const listSettings: Handler<'config-list'> = call =>
  list(call, 'SettingList', (Object.keys(SETTINGS) as SettingKey[]).map(key => settingOf(call, key)))

function settingOf ({ node }: Pick<Call<RouteName>, 'node'>, key: SettingKey): Setting {
  const { standard, about, expected } = SETTINGS[key]
  const found = node.view().settings.find(({ id }) => id === key)
  const set = found === undefined ? null : { index: found.index, at: timeText(found.at) }
  return { key, value: found?.value ?? standard, standard, about, expected, set }
}

export const setSetting: Handler<'config-set'> = async call => {
  const { params: { name: key }, body: { value, reason } } = call
  const written = await proposeOne(call, draft(call, 'setting-changed', { key, value }, { reason }))
  return one(call, 'SettingChanged', { ...written, key, value }, 'linearizable')
}

/** What a cluster has for a key when nobody set it. */
export const unsetSetting: Handler<'config-unset'> = async call => {
  const { params: { name: key }, query: { reason } } = call
  const written = await proposeOne(call, draft(call, 'setting-changed', { key, value: null }, { reason }))
  const value = Object.hasOwn(SETTINGS, key) ? SETTINGS[key as SettingKey].standard : ''
  return one(call, 'SettingChanged', { ...written, key, value }, 'linearizable')
}
