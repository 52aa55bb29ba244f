import type { Joining, JoinTokenText } from '@hivemind/api'
import t from 'tap'
import { JoinSteps } from '../src/joining.ts'
import { Talk } from '../src/talk.ts'

const HOUR_MS = 3_600_000

const token = (expiresAt: number): JoinTokenText =>
  ({ cluster: 'c-1', id: 'tok-1', secret: '00'.repeat(32), voters: [], expiresAt })

const approval: Joining = {
  step: 'approval', peer: '127.0.0.1:1', clusterName: 'lab', request: 'J-1', appliedIndex: 0, targetIndex: 0,
  lacks: [], refusal: null
}

/** What a newcomer is told once its peer has named the cluster. */
function told (expiresAt: number): string {
  const lines: string[] = []
  const talk = new Talk({ write: text => lines.push(text) }, 'table', { colour: false, width: null, ascii: true })
  new JoinSteps(talk, token(expiresAt)).see(approval)
  talk.quiet()
  return lines.join('')
}

t.test('the time that a token has left is told', async t => {
  t.match(told(Date.now() + 2 * HOUR_MS), /token tok-1, expires in (2 h|1 h 59 m)/)
})

t.test('a token that has expired by the clock here is told as such', async t => {
  t.match(told(Date.now() - HOUR_MS), /token tok-1, expired 1 h .*ago by this machine's clock/)
})

t.test('what the roles of a newcomer wait for is told, and that it was found', async t => {
  const lines: string[] = []
  const talk = new Talk({ write: text => lines.push(text) }, 'table', { colour: false, width: 200, ascii: true })
  const steps = new JoinSteps(talk, null)
  const lacks = [{ role: 'dns', capability: 'dns.records/1' }, { role: 'lead', capability: 'dns.records/1' }]
  steps.see({ ...approval, step: 'requires', targetIndex: 7, lacks })
  t.same(steps.lacks, lacks)
  t.match(lines.join(''), /caught up to index 7[\s\S]*waiting for dns\.records\/1, which roles dns and lead need/)
  steps.see({ ...approval, step: 'ready', targetIndex: 7 })
  talk.quiet()
  t.match(lines.join(''), /found dns\.records\/1[\s\S]*ready in/)
})
