/**
 * The contract as types: what each route takes and gives. Erased at run time, so the client loads no validator.
 *
 * Pure.
 */
import type { z } from 'zod'
import type { Contract } from './contract.ts'
import type { RouteName } from './paths.ts'

/** A part of a request that may be left out when nothing in it is needed. */
type Part<Key extends string, Value> =
  Record<never, never> extends Value ? { readonly [key in Key]?: Value } : { readonly [key in Key]: Value }

/** Arguments of a route: `params` of the path, `query`, `body`. */
export type Args<Name extends RouteName> = (Contract[Name] extends { readonly params: infer Schema extends z.ZodType }
  ? Part<'params', z.input<Schema>>
  : unknown) &
  (Contract[Name] extends { readonly query: infer Schema extends z.ZodType }
    ? Part<'query', z.input<Schema>>
    : unknown) &
  (Contract[Name] extends { readonly body: infer Schema extends z.ZodType } ? Part<'body', z.input<Schema>> : unknown)

/** A part of a request once the contract's schema has read it; undefined where the route has none. */
export type Checked<Name extends RouteName, Key extends 'params' | 'query' | 'body'> =
  Contract[Name] extends { readonly [key in Key]: infer Schema extends z.ZodType } ? z.output<Schema> : undefined

/** Whole answer of a route, envelope included. */
export type Reply<Name extends RouteName> = z.output<Contract[Name]['response']>

/** What every call takes besides its arguments. */
export interface CallOptions {
  /** Longest wait for an answer, milliseconds, 1 and up. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

/** Arguments of `call`; they may be left out where the route needs none. */
export type CallArguments<Name extends RouteName> = Record<never, never> extends Args<Name>
  ? [args?: Args<Name>, options?: CallOptions]
  : [args: Args<Name>, options?: CallOptions]

