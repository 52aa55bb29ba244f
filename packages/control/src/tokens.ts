/**
 * Join tokens: what one lets in, how often, and until when.
 *
 * Pure. A use is counted when the approval is applied, so of many uses at once as many win as the token has uses.
 */
import { type Index, LIMITS, type Refusal, type WallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { put } from './hashing.ts'
import type { Control, JoinRequest, Token } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

export function tokenCreatedRefused (control: Control, body: Facts['token-created']): Refusal | null {
  if (control.tokens.has(body.id)) return refuse('HIVE_TOKEN_TAKEN', `a join token "${body.id}" exists`)
  const { size } = control.tokens
  return size < LIMITS.tokensMax ? null : refuse('HIVE_TOKEN_LIMIT', `the cluster keeps ${size} join tokens, its most`)
}

export function tokenCreated (control: Control, { body }: Of<'token-created'>, at: Index): readonly Change[] {
  const { id, secretHash, role, uses, expiresAt, voter } = body
  const token: Token = {
    id, secretHash, role, uses, usesLeft: uses, expiresAt, voter, revoked: false, createdIndex: at
  }
  put(control, 'tokens', id, token)
  return []
}

export const tokenRevokedRefused = (control: Control, { id }: Facts['token-revoked']): Refusal | null =>
  control.tokens.has(id) ? null : refuse('HIVE_TOKEN_NOT_FOUND', `there is no join token "${id}"`)

export function tokenRevoked (control: Control, { body }: Of<'token-revoked'>): readonly Change[] {
  const token = control.tokens.get(body.id)
  if (token !== undefined) put(control, 'tokens', token.id, { ...token, revoked: true })
  return []
}

/** Whether a request's token lets it in at a time; null when it does. */
export function tokenRefused (control: Control, { token: proof, voter }: JoinRequest, at: WallMs): Refusal | null {
  if (proof === null) return refuse('HIVE_TOKEN_UNKNOWN', 'the request came without a join token')
  const token = control.tokens.get(proof.id)
  if (token === undefined) return refuse('HIVE_TOKEN_UNKNOWN', `join token "${proof.id}" does not exist`)
  const { id, uses } = token
  if (token.secretHash !== proof.secretHash) {
    return refuse('HIVE_TOKEN_FORGED', `the secret of join token "${id}" is wrong`)
  }
  if (token.revoked) return refuse('HIVE_TOKEN_REVOKED', `join token "${id}" was revoked`)
  if (at >= token.expiresAt) {
    return refuse('HIVE_TOKEN_EXPIRED', `join token "${id}" expired ${Math.ceil((at - token.expiresAt) / 1_000)} s ago`)
  }
  if (token.usesLeft < 1) return refuse('HIVE_TOKEN_USED', `join token "${id}" has been used ${uses} of ${uses} times`)
  if (voter && !token.voter) {
    return refuse('HIVE_TOKEN_NOT_FOR_VOTER', `join token "${id}" admits members, and a voter asks`)
  }
  return null
}

/** Take one use off the token of a request. @returns the token, undefined when the request came without one */
export function spend (control: Control, { token: proof }: JoinRequest): Token | undefined {
  const token = proof === null ? undefined : control.tokens.get(proof.id)
  if (token !== undefined) put(control, 'tokens', token.id, { ...token, usesLeft: token.usesLeft - 1 })
  return token
}

/** Nobody can join with it any more. */
export const spent = ({ usesLeft, expiresAt, revoked }: Token, at: WallMs): boolean =>
  usesLeft < 1 || revoked || at >= expiresAt
