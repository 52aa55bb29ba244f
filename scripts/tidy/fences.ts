/**
 * Imports point down: between rooms as the map says, to other packages only as declared, never into another's insides.
 *
 * Pure.
 */
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { MAY_NAME, roomsBelow } from './map.ts'
import { type Import, importsOf, isTest, lineOf, type Manifest, type Problem, type Source } from './source.ts'

const SCOPE = '@hivemind/'

/** What a file of a room imports against the map or its package.json. */
export function fences (source: Source, manifests: readonly Manifest[]): Problem[] {
  const { tree, room } = source
  if (tree === undefined) return []
  return importsOf(tree).flatMap(found => {
    const reason = found.specifier.startsWith('.')
      ? leavesRoom(source, found)
      : found.specifier.startsWith(SCOPE) ? climbs(room, found) : undeclared(source, found, manifests)
    return reason === undefined ? [] : [{ path: source.path, line: lineOf(tree, found.node), reason }]
  })
}

function leavesRoom ({ path, room }: Source, { specifier }: Import): string | undefined {
  if (room === undefined) return undefined
  const target = posix.join(posix.dirname(path), specifier)
  const stays = target.startsWith(`packages/${room}/`)
  return stays ? undefined : `${specifier} leaves the room; import the package by its name`
}

function climbs (room: string | undefined, { specifier }: Import): string | undefined {
  if (room === undefined) return undefined
  const other = specifier.slice(SCOPE.length).split('/')[0] ?? ''
  if (other === room) return undefined
  const below = roomsBelow(room)
  if (below === undefined) return `${room} is not on the map: write it into scripts/tidy/map.ts and the architecture`
  return below.includes(other) ? undefined : `${room} may not import ${other}: imports only point down the map`
}

/** A package from elsewhere must be declared by the one whose file imports it; tests may use the root's tools too. */
function undeclared (source: Source, { specifier }: Import, manifests: readonly Manifest[]): string | undefined {
  if (specifier.startsWith('node:')) return undefined
  if (isBuiltin(specifier)) return `write node:${specifier}`
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  const own = manifests.find(({ folder }) => folder === (source.room === undefined ? '' : `packages/${source.room}`))
  const root = manifests.find(({ folder }) => folder === '')
  const published = source.part === 'src' && !isTest(source)
  const tools = published ? [] : [...own?.devDependencies ?? [], ...root?.devDependencies ?? []]
  if (own?.dependencies.includes(name) || tools.includes(name)) return undefined
  return `${name} is not declared in ${posix.join(own?.folder ?? '', 'package.json')}`
}

/** What a package.json names against the map, or names and never uses. */
export function manifestFences (manifest: Manifest, sources: readonly Source[]): Problem[] {
  const room = /^packages\/([^/]+)$/.exec(manifest.folder)?.[1]
  if (room === undefined) return []
  const path = `${manifest.folder}/package.json`
  const texts = sources.filter(source => source.room === room && !isTest(source)).map(({ text }) => text)
  const allowed = [...roomsBelow(room) ?? [], ...MAY_NAME[room] ?? []]
  return manifest.dependencies.flatMap(name => {
    const other = name.startsWith(SCOPE) ? name.slice(SCOPE.length) : undefined
    if (other !== undefined && !allowed.includes(other)) {
      return [{ path, line: 0, reason: `${room} may not depend on ${other}: imports only point down the map` }]
    }
    if (other !== undefined && MAY_NAME[room]?.includes(other) === true) return []
    if (texts.some(text => text.includes(`'${name}'`) || text.includes(`'${name}/`))) return []
    return [{ path, line: 0, reason: `depends on ${name}, which nothing in it uses` }]
  })
}
