/**
 * Check from outside that no term had two leaders (Raft figure 3, election safety), from the traces of all voters.
 *
 * Start each agent with `hivemind agent run --trace FILE`, then: node examples/02-check-election-safety.ts FILE...
 * Without words it reads the short traces in `examples/traces`. docs/checking.md describes the lines.
 *
 * Touches the files it is given.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Row { readonly event: string, readonly node: string, readonly term: number, readonly number: number }

const samples = ['a', 'b', 'c'].map(name => join(import.meta.dirname, 'traces', `${name}.ndjson`))
const files = process.argv.length > 2 ? process.argv.slice(2) : samples

const leaders = new Map<number, string>()
const broken: string[] = []
let lines = 0
for (const file of files) {
  for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) { // What has no line end was cut off.
    const { event, node, term, number } = JSON.parse(line) as Row
    lines++
    if (event !== 'BecomeLeader') continue
    const other = leaders.get(term) ?? node
    if (other !== node) broken.push(`term ${term} has two leaders: ${other}, and ${node} in ${file}, line number ${number}`)
    leaders.set(term, node)
  }
}
for (const sentence of broken) console.error(sentence)
if (broken.length > 0) process.exit(1)
console.log(`${lines} lines of ${files.length} traces: ${leaders.size} terms had a leader, none had two`)
