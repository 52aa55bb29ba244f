/**
 * `defineRole`: a role as a team writes it, typed end to end, and as the rest of hivemind takes it.
 *
 * Pure, but for what the role itself does.
 */
import { HivemindError, type Refusal } from '@hivemind/base'
import type { z } from 'zod'
import { refuse } from './errors.ts'
import { type Manifest, type ManifestInput, readManifest, wordsOf } from './manifest.ts'
import type { ProcessInput } from './processes.ts'
import type { Place, RoleFact, RoleState, Self } from './state.ts'

/** What a role works with while it makes the world agree with its view. */
export interface Context<Config> {
  readonly self: Self
  readonly config: Config
  /** Index of what made this member a holder: whatever the role does in the world names it. */
  readonly fence: number
  /** Applied index of the state that the view was selected from. */
  readonly index: number
  /** There is no quorum: nothing can be written. Only a role that goes on without one ever sees it true. */
  readonly degraded: boolean
  /** Aborted when the role is not held here any more, or the agent stops: put down what you hold and return. */
  readonly signal: AbortSignal
  /** Lines in the log of the agent, under the name of the role. */
  readonly log: (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, unknown>>
  ) => void
  /** One line that `hivemind role show` shows. */
  readonly report: (text: string) => void
  /**
   * Write what the manifest declares, under the fence.
   *
   * @throws {HivemindError} HIVE_ROLE_FENCED or HIVE_ROLE_REVOKED when another member holds the role;
   *   HIVE_ROLE_UNDECLARED; HIVE_DEGRADED, HIVE_TIMEOUT; what the fact itself is refused with
   */
  readonly propose: (fact: RoleFact) => Promise<Place>
  /**
   * Say on a topic what holds for this machine now: JSON values by key. It replaces what was said before; what is not
   * in it is taken back. It reaches everybody who watches the topic, also without a quorum.
   *
   * @throws {HivemindError} HIVE_ROLE_FACTS when it is too much, or the topic is not in `publishes`
   */
  readonly publish: (topic: string, facts: Readonly<Record<string, unknown>>) => void
  /**
   * Say what is seen now of resources of the kinds in `observes`: JSON by their ids. It replaces what was said before,
   * and is shown beside what is wanted of each, with its age; it is no history, and needs no quorum.
   *
   * @throws {HivemindError} HIVE_ROLE_FACTS when it is too much, or there is nothing in `observes`
   */
  readonly observe: (seen: Readonly<Record<string, unknown>>) => void
}

/** A question that the role answers to whoever asks on its machine. */
export interface Ask {
  readonly input: z.ZodType
  /** It changes nothing, so whoever may read may ask it. */
  readonly reads: boolean
  readonly answer: (input: never, context: Context<unknown>) => unknown
}

/** Type a question by the form of its input. What the answer throws is told as HIVE_ROLE_DECLINED. */
export const defineAsk = <Schema extends z.ZodType>(
  input: Schema,
  answer: (input: z.output<Schema>, context: Context<unknown>) => unknown,
  { reads = false }: { readonly reads?: boolean } = {}
): Ask => ({ input, reads, answer })

/** What an action works with: what `reconcile` does, and which attempt this is. */
export interface ActionContext<Config> extends Context<Config> {
  /** Id of the task. With it the action marks what it makes in the world, and finds it there when it is run again. */
  readonly task: string
  /** Attempts of the task here are numbered from 1. */
  readonly attempt: number
}

/** Something that a role can be asked to do: `hivemind task run ROLE ACTION`. */
export interface Action<Config, Input extends z.ZodType<Readonly<Record<string, unknown>>>> {
  readonly about?: string
  readonly input: Input
  /**
   * False when it must not be run again without a person's word after an attempt of which nobody knows how far it
   * came. True when left out: whoever runs it again finds what is done, and does the rest.
   */
  readonly repeatable?: boolean
  /** @returns what the ledger keeps: JSON of at most a KiB. It failed when this throws. */
  run (input: z.output<Input>, context: ActionContext<Config>): unknown
}

type Inputs = Readonly<Record<string, z.ZodType<Readonly<Record<string, unknown>>>>>

/** A state to try a role on, for `role test`. */
export interface Sample {
  readonly config?: Readonly<Record<string, unknown>>
  readonly state: Partial<Omit<RoleState, 'self'>>
}

type KindSchema = NonNullable<ManifestInput['kinds']>[number]['schema']

export interface RoleDefinition<
  Schema extends z.ZodType<Readonly<Record<string, unknown>>>, View, Actions extends Inputs = Inputs
> extends Omit<ManifestInput, 'actions' | 'processes' | 'kinds'> {
  /** Its settings; each needs a standard or has to be given when the role is enabled. */
  readonly config: Schema
  /** Pick and shape what matters. Pure: equal states give equal views, which must be JSON. */
  readonly select: (state: RoleState, config: z.output<Schema>) => View
  /**
   * Make the world agree with the view. Called with each new view, again after a failure, and at every start: what is
   * done already must be found and left alone.
   */
  readonly reconcile: (view: View, context: Context<z.output<Schema>>) => Promise<void> | void
  /** Whether it does its work, asked after each `reconcile`; ready from the first one that succeeded when left out. */
  readonly ready?: (context: Context<z.output<Schema>>) => Promise<boolean> | boolean
  /** What is wrong with its work, asked every ten seconds; null when nothing is. */
  readonly health?: (context: Context<z.output<Schema>>) => Promise<string | null> | string | null
  /** What it answers when it is asked on its machine, by name: `hivemind role ask`. Answers are JSON. */
  readonly asks?: Readonly<Record<string, Ask>>
  /** What it can be asked to do, by name. An action runs beside `reconcile`. */
  readonly actions?: { readonly [Name in keyof Actions]: Action<z.output<Schema>, Actions[Name]> }
  /** What its processes are made from, by name: `hivemind process add`. Each is a resource of kind `process`. */
  readonly processes?: Readonly<Record<string, ProcessInput>>
  /** Kinds of resources that it brings, by name, each with its schema: `hivemind kind define --help` has the words. */
  readonly kinds?: Readonly<Record<string, KindSchema>>
  /** States that `role test` tries it on; an empty one when left out. */
  readonly samples?: readonly Sample[]
}

/** A role whose types are behind it. */
export interface Role {
  readonly manifest: Manifest
  readonly readConfig: (
    raw: unknown
  ) => { readonly config: Readonly<Record<string, unknown>> } | { readonly refusal: Refusal }
  readonly select: (state: RoleState, config: unknown) => unknown
  readonly reconcile: (view: unknown, context: Context<unknown>) => Promise<void>
  readonly ready: (context: Context<unknown>) => Promise<boolean>
  readonly health: ((context: Context<unknown>) => Promise<string | null>) | null
  readonly asks: Readonly<Record<string, Ask>>
  /** Do what an action does. @throws {HivemindError} HIVE_ROLE_ACTION for another input than it takes */
  readonly act: (action: string, input: unknown, context: ActionContext<unknown>) => Promise<unknown>
  readonly samples: readonly Sample[]
}

/** By this a role is known, also one that was made with another copy of this package. */
const MARK = 'hivemind-role/1'

/**
 * Define a role. The module that does exports it.
 *
 * @throws {HivemindError} HIVE_ROLE_MANIFEST naming the field that is wrong
 */
export function defineRole<
  Schema extends z.ZodType<Readonly<Record<string, unknown>>>, View, Actions extends Inputs = Record<never, never>
> (
  definition: RoleDefinition<Schema, View, Actions>
): Role & { readonly mark: typeof MARK } {
  const {
    config: schema, select, reconcile, ready, health, asks = {}, samples = [{ state: {} }], actions, processes = {},
    kinds = {}, ...rest
  } = definition
  const known = new Map(Object.entries(actions ?? {}) as Array<[string, AnyAction]>)
  const templates = Object.entries(processes).map(([name, template]) => ({ ...template, name }))
  const brought = Object.entries(kinds).map(([kind, schema]) => ({ kind, schema }))
  const manifest = readManifest({
    ...rest, actions: [...known].map(declared), processes: templates, kinds: brought
  })
  if ('code' in manifest) throw new HivemindError(manifest)
  type Config = z.output<Schema>
  return {
    mark: MARK,
    manifest,
    asks,
    samples,
    readConfig (raw) {
      const read = schema.safeParse(raw)
      if (read.success) return { config: read.data }
      return { refusal: refuse('HIVE_ROLE_CONFIG', `${manifest.name}: ${wordsOf(read.error)}`) }
    },
    select: (state, config) => select(state, config as Config),
    reconcile: async (view, context) => { await reconcile(view as View, context as Context<Config>) },
    ready: async context => ready === undefined || await ready(context as Context<Config>),
    health: health === undefined ? null : async context => await health(context as Context<Config>),
    act: async (name, input, context) => await run(known.get(name), name, input, context)
  }
}

type AnyAction = Action<never, z.ZodType<Readonly<Record<string, unknown>>>>

type Declared = Manifest['actions'][number]
const declared = ([name, { about = '', repeatable = true }]: readonly [string, AnyAction]): Declared =>
  ({ name, about, repeatable })

async function run (
  action: AnyAction | undefined, name: string, input: unknown, context: ActionContext<unknown>
): Promise<unknown> {
  if (action === undefined) throw new HivemindError(refuse('HIVE_ROLE_ACTION', `there is no action "${name}"`))
  const read = action.input.safeParse(input)
  if (!read.success) throw new HivemindError(refuse('HIVE_ROLE_ACTION', `${name}: ${wordsOf(read.error)}`))
  return await action.run(read.data, context as ActionContext<never>)
}

/** The role that a module exports, whatever it calls it. @returns HIVE_ROLE_LOAD when it exports none, or several */
export function roleIn (module: object, where: string): Role | Refusal {
  const found = [...new Set(Object.values(module))].filter(isRole)
  const [role] = found
  if (role !== undefined && found.length === 1) return role
  return refuse('HIVE_ROLE_LOAD', `${where} exports ${found.length} roles, expected one made by defineRole`)
}

const isRole = (value: unknown): value is Role =>
  typeof value === 'object' && value !== null && (value as { readonly mark?: unknown }).mark === MARK
