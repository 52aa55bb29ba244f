export { type Selector, selectorIn, selects, type Tags } from '@hivemind/base'
export {
  type Action,
  type ActionContext,
  type Ask,
  type Context,
  defineAsk,
  defineRole,
  type Role,
  type RoleDefinition,
  type Sample
} from './definition.ts'
export type { Manifest } from './manifest.ts'
export type { ProcessInput } from './processes.ts'
export type * from './state.ts'
