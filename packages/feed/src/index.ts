/**
 * Facts that each node says of itself, spread to those who hold them and compared until they agree: one machine for one
 * topic. Read in this order: state.ts, input.ts, effect.ts, step.ts; then contents.ts and heads.ts (what is said, and
 * what is newer), holding.ts (who has what), spreading.ts (who is told what), pulling.ts (how facts move).
 */
export { FEED } from './bounds.ts'
export type { Effect, Unheard } from './effect.ts'
export { errors } from './errors.ts'
export { isHolder } from './holding.ts'
export type { FeedMessage, Given, Input, OriginHead, Publication } from './input.ts'
export { pass, quietFor } from './quiet.ts'
export { type Choices, start } from './start.ts'
export type { Contents, Fact, Feed, Head, Held, Scope, Signed, Tools } from './state.ts'
export { step } from './step.ts'
export { type FactsView, factsOf, vectorOf } from './view.ts'
