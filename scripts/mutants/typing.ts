/**
 * Whether each bug is still TypeScript: one that does not even load would be found by anything.
 *
 * Reads the repository through the compiler.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { type Mutant, pathOf, planted } from './mutant.ts'

/** What the compiler says of the mutants, a sentence for each fault. */
export function typeFaults (root: string, mutants: readonly Mutant[]): string[] {
  const bugs = new Map<string, string>()
  let version = 0
  const service = ts.createLanguageService(host(root, bugs, () => String(version)))
  const faults: string[] = []
  // One bug of each file at a time: they change no types that another file sees.
  for (const round of rounds(mutants)) {
    bugs.clear()
    version++
    for (const mutant of round) {
      const path = join(root, pathOf(mutant))
      bugs.set(path, planted(mutant, readFileSync(path, 'utf8')))
    }
    for (const mutant of round) {
      const path = join(root, pathOf(mutant))
      for (const { messageText } of [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)])
        faults.push(`${mutant.id}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
    }
  }
  return faults
}

/** Mutants in groups with one of each file at most. */
function rounds (mutants: readonly Mutant[]): readonly Mutant[][] {
  const found: Mutant[][] = []
  for (const mutant of mutants) {
    const free = found.find(round => round.every(other => pathOf(other) !== pathOf(mutant)))
    if (free === undefined) found.push([mutant])
    else free.push(mutant)
  }
  return found
}

/** The sources as they are, but for those that a bug is in. */
function host (root: string, bugs: ReadonlyMap<string, string>, version: () => string): ts.LanguageServiceHost {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.check.json'), ts.sys.readFile)
  const include = ['packages/*/src']
  const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include }, ts.sys, root)
  const changed = new Set<string>()
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: path => {
      if (bugs.has(path)) changed.add(path)
      return changed.has(path) ? version() : '0'
    },
    getScriptSnapshot: path => {
      const text = bugs.get(path) ?? ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: settings => ts.getDefaultLibFilePath(settings),
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories
  }
}
