/**
 * Goal: every list, show and write asks its own route and shows what came back. Method: a server in the agent's place,
 * on a unix socket.
 */
import t from 'tap'
import { type Answers, PLACE, peer, TIME } from './answering.ts'
import { answers } from './route-answers.ts'
import { withAgent } from './with-agent.ts'

t.test('lists, shows and writes ask their routes', async t => {
  const expectations: ReadonlyArray<readonly [words: string, route: string, out: RegExp]> = [
    ['cp peers', 'control-plane-list', /a +leader +voter/],
    ['cp remove b --yes --detach', 'control-plane-remove', /b will stop voting/],
    ['cp transfer b', 'control-plane-transfer', /b leads/],
    ['member list', 'member-list', /b +up +5\.0 s +0\.4 ms/],
    ['member why b', 'member-why', /by 2 of 3 observers[\s\S]*c +unreachable +4 +3 +6\.0 s +open[\s\S]*back/],
    ['node rename b z', 'member-rename', /^b is called z\nindex 813/],
    ['node tag b zone=ams ssd old-', 'member-tag', /^b is tagged\nindex 813/],
    ['node show b', 'member-show', /addresses +127[\s\S]*sees +vm\/web {2}\{"state":"running"\} {2}role pages/],
    ['join-token list', 'join-token-list', /t1 +used +0 of 1/],
    ['join-token revoke t1 --yes', 'join-token-revoke', /revoked t1/],
    ['join-request list', 'join-request-list', /J-1 +waiting +z/],
    ['join-request show J-1', 'join-request-show', /machine +12D3Kooz/],
    ['join-request approve J-1', 'join-request-approve', /approved J-1\nindex 813/],
    ['join-request deny J-1 --reason no', 'join-request-deny', /denied J-1/],
    ['node tree', 'resource-list', /^ *b {2}up\n {2}vm\/web {2}zone=ams ip-1$/m],
    ['node tree -l zone=ams', 'member-list', /^ *b {2}up\n {2}vm\/web {2}zone=ams ip-1$/m],
    ['resource list -l zone=ams', 'resource-list', /vm +web +b +1 +2026.* zone=ams +ip-1 +R1/],
    [
      'resource show web', 'resource-show',
      /on +b[\s\S]*definition +\{"cpus":2\}\nobserved +\{"state":"running"\} {2}b \(unreachable\), role pages/
    ],
    [
      'resource create vm web --parent b --keys ip-1 -d {"cpus":2}',
      'resource-create',
      /created vm\/web, id R1\nindex 813/
    ],
    ['resource change web --from 1 --tags zone=ams,old', 'resource-change', /to version 2/],
    ['resource remove web --yes', 'resource-remove', /removed vm\/web/],
    ['kind list', 'kind-list', /vm +3 +pages +2 +2026\S+ +cpus/],
    ['kind show vm', 'kind-show', /defined by +role pages[\s\S]*schema +\{"type":"object"/],
    ['kind define vm {"type":"object"}', 'kind-define', /defined vm, revision 2\nindex 813/],
    ['kind remove vm', 'kind-remove', /kind vm has no schema any more\nindex 813/],
    ['role list', 'role-list', /pages +1\.0\.0 +one +0\/1 +b +dns\.records\/1 +crash loop, 4 times +3 files/],
    [
      'role show pages',
      'role-show',
      /held by +b \(fence 7, unreachable\)[\s\S]*crashes +4; the last: code 1[\s\S]*last words +oh/
    ],
    ['role enable ./pages --on b', 'role-enable', /enabled pages 1\.0\.0, revision 2\nindex 813/],
    ['role update pages ./new --detach', 'role-update', /pages is updated to 1\.1\.0, revision 3\nindex 813/],
    ['role update pages --resume', 'role-update-decide', /pages is updated further\nindex 813/],
    ['role update pages --abort', 'role-update-decide', /pages is 1\.1\.0 again\nindex 813/],
    ['role disable pages --yes', 'role-disable', /disabled pages\nindex 813/],
    ['role show pages', 'role-show', /actions +fill \(fills it\)/],
    ['role show pages', 'role-show', /processes +server: 2, opens instances \(serves\)/],
    ['role show pages', 'role-show', /kinds +vm: cpus, ip\n +site: any fields; defined otherwise now/],
    ['role show pages', 'role-show', /runs as +www-data[\s\S]*observes +vm/],
    ['process list', 'process-list', /b\.backup-1 +b +pages +no +watched +UNKNOWN, was ONLINE/],
    ['process show b.server-1', 'process-show', /state +OFFLINE since 2026[\s\S]*stops +by SIGTERM, within 500 ms/],
    ['process add pages --on b --set instances=2 --dry-run', 'process-add', /b\.server-1[\s\S]*dry run: nothing was/],
    ['process add pages --on b -o env --detach', 'process-add', /^# b\.server-1\nPORT_HTTP=8080\nWORDS='it'\\''s'\n/],
    ['process configuration b.server-1', 'process-show', /^# b\.server-1\nPORT_HTTP=8080/],
    ['process configuration b.server-1 --json', 'process-show', /"kind": "ProcessConfigurationList"[\s\S]*"PORT_HTTP"/],
    [
      'process configuration b.server-1 -o systemd', 'process-show',
      /="PORT_HTTP=8080".*\nUser=www-data\nExecStart="\/bin\/serve" "100%%" "a \\"b\\" \$\$c"\n.*StopSec=500ms/s
    ],
    ['process start b.server-1 --detach', 'process-want', /b\.server-1 is wanted online\nindex 813/],
    ['process stop b.server-1', 'process-want', /b\.server-1 is wanted offline\nindex 813/],
    ['process restart b.server-1', 'process-want', /b\.server-1 is wanted online, started anew\nindex 813/],
    ['process remove b.server-1 --yes', 'process-remove', /removed b\.server-1\nindex 813/],
    ['process logs b.server-1 -n 2', 'process-lines', /^one\ntwo\n$/],
    ['node add b --role pages,./x --detach', 'process-add', /b has pages, .\/x; enabled there: pages/],
    ['node drain b', 'member-drain', /b is draining\nindex 813/],
    ['node remove b --dry-run', 'member-show', /^1\. drain b[\s\S]*releasing port-b\/8080[\s\S]*remove b: /],
    ['task list --all', 'task-list', /T1 +failed +pages fill +q +1\/2 done, 1 failed +2026/],
    ['task show T1', 'task-show', /queue +q, which waits if it fails[\s\S]*b +failed +2 +b +2026.*it leaks/],
    ['task run pages fill -i {"by":2} --on b -q q --detach', 'task-add', /added T1, 2 targets\nindex 813/],
    ['task retry T1', 'task-retry', /wanted again: T1/],
    ['task cancel T1', 'task-cancel', /cancelled: T1/],
    ['task ledger --on b', 'ledger-list', /T1 +waiting, on rejoin +2/],
    ['cron list', 'cron-list', /nightly +30 2 \* \* \* +UTC +pages fill +2026\S+ +3 +nobody was there for it/],
    ['cron show nightly', 'cron-show', /up to 5 m 0 s later[\s\S]*any one holder[\s\S]*once for all that was missed/],
    ['cron history nightly', 'cron-show', /^SCHEDULED[\s\S]*2026\S+ +2026\S+ +9 +- +2 +nobody was there/],
    ['cron add nightly @daily pages fill --any --jitter 5m', 'cron-add', /added job nightly\nindex 813/],
    ['cron remove nightly', 'cron-remove', /removed job nightly\nindex 813/],
    ['cron pause nightly', 'cron-pause', /paused job nightly\nindex 813/],
    ['cron resume nightly', 'cron-pause', /resumed job nightly\nindex 813/],
    ['cron run nightly --detach', 'cron-run', /added T1\nindex 813/],
    ['key list --family ip', 'key-list', /ip-1 +vm\/web +2026/],
    ['key show ip-1', 'key-show', /holder +vm\/web/],
    ['key claim ip-1 --holder job', 'key-claim', /job holds ip-1\nindex 813/],
    ['key release ip-1 --holder job', 'key-release', /released ip-1/],
    ['epoch show', 'epoch-show', /3 +7 +2026.*operator +lost/],
    ['epoch history', 'epoch-show', /^EPOCH +INDEX[\s\S]*3 +7 +2026.*operator +lost/],
    ['epoch bump --yes', 'epoch-bump', /epoch 4\nindex 813/],
    ['config get members.failed', 'config-list', /members\.failed +never +2026/],
    ['config set members.failed keep', 'config-set', /members\.failed is keep\nindex 813/],
    ['config unset members.failed', 'config-unset', /is keep again\nindex 813/],
    ['debug state', 'debug-state', /chain +8 cc/],
    ['agent stop', 'agent-stop', /is stopping, pid 4711/],
    ['doctor', 'status', /ok +leader +a, term 2/]
  ]
  for (const [words, route, picture] of expectations) {
    const { exit, out, err, asked } = await withAgent(t, answers, words.split(' '))
    t.equal(exit, 0, `${words}: ${err}`)
    t.ok(asked.some(each => each.route === route), `${words} asks ${route}`)
    t.match(out, picture)
  }
})

t.test('whoever votes is taken out of the control plane before it leaves', async t => {
  const written = { ...PLACE, member: { id: '12D3Kooa', name: 'a' } }
  let voting = true
  const answers: Answers = {
    'control-plane-list': () => ({ items: voting ? [peer('a', { self: true }), peer('b')] : [peer('b')] }),
    'control-plane-remove': () => {
      voting = false
      return { item: written }
    },
    'leave': () => ({ item: written })
  }
  const { exit, out, asked } = await withAgent(t, answers, ['leave', '--yes', '--reason', 'sold'])
  t.equal(exit, 0)
  t.match(out, /a left\nindex 813/)
  const changes = asked.filter(({ route }) => route === 'control-plane-remove' || route === 'leave')
  t.match(changes, [
    { route: 'control-plane-remove', params: { name: '12D3Kooa' }, query: { reason: 'sold' } },
    { route: 'leave', body: { reason: 'sold' } }
  ])
})

t.test('who waits for a task hears of its progress, and what it came to is the exit code', async t => {
  const shown = (state: string, done: number, open: number) => ({
    item: {
      id: 'T1', role: 'pages', action: 'fill', input: {}, queue: '', holds: false, triesMax: 1, state, waitsFor: '',
      targets: { waiting: open, begun: 0, done, failed: 2 - done - open, gone: 0, cancelled: 0 }, open,
      actor: 'operator', cause: '', addedIndex: 5, addedAt: TIME, endedIndex: open > 0 ? 0 : 9,
      endedAt: open > 0 ? null : TIME, ledger: []
    }
  })
  const steps = [shown('open', 0, 2), shown('open', 1, 1), shown('failed', 1, 0)]
  const answers: Answers = { 'task-show': () => steps.shift() ?? shown('failed', 1, 0) }
  const { exit, out, asked } = await withAgent(t, answers, ['task', 'wait', 'T1'])
  t.equal(exit, 10, 'partly done')
  t.match(out, /state +failed: 1\/2 done, 1 failed/)
  const opens = asked.filter(({ route }) => route === 'task-show').map(({ query }) => query['open'])
  t.same(opens, [undefined, '2', '1'], 'each question waits for what is new to it')
})
