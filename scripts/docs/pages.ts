/**
 * What written pages promise and can be checked: links lead somewhere, commands exist, dependencies have their line.
 *
 * Pure.
 */
import { posix } from 'node:path'

/** Pages by their path from the root. */
export type Pages = ReadonlyMap<string, string>

/**
 * Links that lead nowhere: to a file that does not exist, or to a heading that its page does not have.
 *
 * @param exists - whether the repository has a file or folder of that path
 */
export function linkProblems (pages: Pages, exists: (path: string) => boolean): string[] {
  return [...pages].flatMap(([path, text]) => linksOf(text).flatMap(link => {
    if (/^[a-z]+:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(posix.dirname(path), file)
    if (target.startsWith('..') || !exists(target)) return [`${path} links to ${link}, and there is no ${target}`]
    const page = pages.get(target)
    if (anchor === undefined || page === undefined || headingsOf(page).includes(anchor)) return []
    return [`${path} links to ${link}, and ${target} has no such heading`]
  }))
}

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

const linksOf = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1] ?? '')

/** Anchors of a page's headings, as code hosts make them. */
const headingsOf = (text: string): string[] => text.replace(/^```[\s\S]*?^```/gm, '').split('\n')
  .filter(line => /^#+ /.test(line))
  .map(line => line.replace(/^#+ /, '').trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))

/** `npm run NAME` in a page, where package.json has no such script. */
export function scriptProblems (pages: Pages, scripts: readonly string[]): string[] {
  return [...pages].flatMap(([path, text]) => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(match => match[1] ?? '')
    const missing = [...new Set(named)].filter(name => !scripts.includes(name))
    return missing.map(name => `${path} says npm run ${name}, and package.json has no such script`)
  })
}

/**
 * Dependencies without a line in the page, and lines without a dependency.
 *
 * @param dependencies - third-party packages that some package.json names
 */
export function dependencyProblems (dependencies: readonly string[], page: string): string[] {
  const lines = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(match => match[1] ?? '')
  const known = new Set(dependencies)
  return [
    ...[...known].filter(name => !lines.includes(name)).map(name => `${name} has no line in docs/dependencies.md`),
    ...lines.filter(name => !known.has(name)).map(name => `docs/dependencies.md has ${name}, and no package.json`),
    ...lines.filter((name, at) => lines.indexOf(name) !== at).map(name => `docs/dependencies.md has ${name} twice`)
  ]
}

const DECISION_PARTS = ['Question', 'Answer', 'Because', 'Instead of', 'Costs']
const DECISION_LINES_MAX = 60

/** Decisions in docs/adr that are too long or leave a part out. */
export function decisionProblems (pages: Pages): string[] {
  return [...pages].filter(([path]) => /^docs\/adr\/\d/.test(path)).flatMap(([path, text]) => {
    const lines = text.trimEnd().split('\n').length
    const missing = DECISION_PARTS.filter(part => !new RegExp(`^## ${part}$`, 'm').test(text))
    return [
      ...(/^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(path) ? [] : [`${path}: a decision is named NNNN-title.md`]),
      ...(lines > DECISION_LINES_MAX ? [`${path} has ${lines} lines, at most ${DECISION_LINES_MAX}`] : []),
      ...missing.map(part => `${path} has no part "${part}"`)
    ]
  })
}
