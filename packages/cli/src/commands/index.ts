/**
 * Every command, loaded only when it is run, and what the first words stand for. Their order is that of the help.
 *
 * Touches nothing.
 */
import type { AnyCommand, Command, OptionTable } from '../command.ts'

/** Forget which options a command has; `run` is only ever given what its own table was read into. */
const any = <Table extends OptionTable>(command: Command<Table>): AnyCommand => command as unknown as AnyCommand

export const commands = {
  'init': () => import('./init.ts').then(({ init }) => any(init)),
  'join': () => import('./join.ts').then(({ join }) => any(join)),
  'leave': () => import('./leave.ts').then(({ leave }) => any(leave)),
  'status': () => import('./status.ts').then(({ status }) => any(status)),
  'doctor': () => import('./doctor.ts').then(({ doctor }) => any(doctor)),
  'agent run': () => import('./agent-run.ts').then(({ agentRun }) => any(agentRun)),
  'agent start': () => import('./agent-start.ts').then(({ agentStart }) => any(agentStart)),
  'agent stop': () => import('./agent-stop.ts').then(({ agentStop }) => any(agentStop)),
  'node list': () => import('./node-list.ts').then(({ nodeList }) => any(nodeList)),
  'node show': () => import('./node-show.ts').then(({ nodeShow }) => any(nodeShow)),
  'node tree': () => import('./node-tree.ts').then(({ nodeTree }) => any(nodeTree)),
  'node rename': () => import('./node-rename.ts').then(({ nodeRename }) => any(nodeRename)),
  'node remove': () => import('./node-remove.ts').then(({ nodeRemove }) => any(nodeRemove)),
  'member why': () => import('./member-why.ts').then(({ memberWhy }) => any(memberWhy)),
  'member list': () => import('./member-list.ts').then(({ memberList }) => any(memberList)),
  'role list': () => import('./role-list.ts').then(({ roleList }) => any(roleList)),
  'role show': () => import('./role-show.ts').then(({ roleShow }) => any(roleShow)),
  'role enable': () => import('./role-enable.ts').then(({ roleEnable }) => any(roleEnable)),
  'role disable': () => import('./role-disable.ts').then(({ roleDisable }) => any(roleDisable)),
  'role scaffold': () => import('./role-scaffold.ts').then(({ roleScaffold }) => any(roleScaffold)),
  'role test': () => import('./role-test.ts').then(({ roleTest }) => any(roleTest)),
  'resource list': () => import('./resource-list.ts').then(({ resourceList }) => any(resourceList)),
  'resource show': () => import('./resource-show.ts').then(({ resourceShow }) => any(resourceShow)),
  'resource create': () => import('./resource-create.ts').then(({ resourceCreate }) => any(resourceCreate)),
  'resource change': () => import('./resource-change.ts').then(({ resourceChange }) => any(resourceChange)),
  'resource remove': () => import('./resource-remove.ts').then(({ resourceRemove }) => any(resourceRemove)),
  'key list': () => import('./key-list.ts').then(({ keyList }) => any(keyList)),
  'key show': () => import('./key-show.ts').then(({ keyShow }) => any(keyShow)),
  'key claim': () => import('./key-claim.ts').then(({ keyClaim }) => any(keyClaim)),
  'key release': () => import('./key-release.ts').then(({ keyRelease }) => any(keyRelease)),
  'cp peers': () => import('./cp-peers.ts').then(({ cpPeers }) => any(cpPeers)),
  'cp add': () => import('./cp-add.ts').then(({ cpAdd }) => any(cpAdd)),
  'cp remove': () => import('./cp-remove.ts').then(({ cpRemove }) => any(cpRemove)),
  'cp replace': () => import('./cp-replace.ts').then(({ cpReplace }) => any(cpReplace)),
  'cp transfer': () => import('./cp-transfer.ts').then(({ cpTransfer }) => any(cpTransfer)),
  'join-token create': () => import('./join-token-create.ts').then(({ joinTokenCreate }) => any(joinTokenCreate)),
  'join-token list': () => import('./join-token-list.ts').then(({ joinTokenList }) => any(joinTokenList)),
  'join-token revoke': () => import('./join-token-revoke.ts').then(({ joinTokenRevoke }) => any(joinTokenRevoke)),
  'join-request list': () => import('./join-request-list.ts').then(({ joinRequestList }) => any(joinRequestList)),
  'join-request show': () => import('./join-request-show.ts').then(({ joinRequestShow }) => any(joinRequestShow)),
  'join-request approve': () =>
    import('./join-request-approve.ts').then(({ joinRequestApprove }) => any(joinRequestApprove)),
  'join-request deny': () => import('./join-request-deny.ts').then(({ joinRequestDeny }) => any(joinRequestDeny)),
  'log append': () => import('./log-append.ts').then(({ logAppend }) => any(logAppend)),
  'log tail': () => import('./log-tail.ts').then(({ logTail }) => any(logTail)),
  'log show': () => import('./log-show.ts').then(({ logShow }) => any(logShow)),
  'log export': () => import('./log-export.ts').then(({ logExport }) => any(logExport)),
  'epoch show': () => import('./epoch-show.ts').then(({ epochShow }) => any(epochShow)),
  'epoch history': () => import('./epoch-history.ts').then(({ epochHistory }) => any(epochHistory)),
  'epoch bump': () => import('./epoch-bump.ts').then(({ epochBump }) => any(epochBump)),
  'config get': () => import('./config-get.ts').then(({ configGet }) => any(configGet)),
  'config set': () => import('./config-set.ts').then(({ configSet }) => any(configSet)),
  'config unset': () => import('./config-unset.ts').then(({ configUnset }) => any(configUnset)),
  'recover inspect': () => import('./recover-inspect.ts').then(({ recoverInspect }) => any(recoverInspect)),
  'recover plan': () => import('./recover-plan.ts').then(({ recoverPlan }) => any(recoverPlan)),
  'recover apply': () => import('./recover-apply.ts').then(({ recoverApply }) => any(recoverApply)),
  'state export': () => import('./state-export.ts').then(({ stateExport }) => any(stateExport)),
  'state import': () => import('./state-import.ts').then(({ stateImport }) => any(stateImport)),
  'backup save': () => import('./backup-save.ts').then(({ backupSave }) => any(backupSave)),
  'backup inspect': () => import('./backup-inspect.ts').then(({ backupInspect }) => any(backupInspect)),
  'backup verify': () => import('./backup-verify.ts').then(({ backupVerify }) => any(backupVerify)),
  'backup restore': () => import('./backup-restore.ts').then(({ backupRestore }) => any(backupRestore)),
  'lab up': () => import('./lab-up.ts').then(({ labUp }) => any(labUp)),
  'lab down': () => import('./lab-down.ts').then(({ labDown }) => any(labDown)),
  'lab status': () => import('./lab-status.ts').then(({ labStatus }) => any(labStatus)),
  'debug state': () => import('./debug-state.ts').then(({ debugState }) => any(debugState)),
  'completion': () => import('./completion.ts').then(({ completion }) => any(completion)),
  'version': () => import('./version.ts').then(({ version }) => any(version)),
  'help': () => import('./help.ts').then(({ help }) => any(help))
} as const satisfies Record<string, () => Promise<AnyCommand>>

export type CommandName = keyof typeof commands

/** First words that need a second one. */
export const groups: Readonly<Record<string, string>> = {
  'agent': 'The agent process of one data directory.',
  'node': 'The machines of the cluster, as the log has admitted them.',
  'member': 'The same machines, as this agent\'s probes see them.',
  'role': 'Programs that make the world agree with the applied state.',
  'resource': 'What the cluster knows by name: vms, sites, processes, whatever you call a kind.',
  'key': 'Unique keys: addresses, ports and names that one holder has at a time.',
  'cp': 'The control plane: the members that decide.',
  'join-token': 'Tokens that let machines in.',
  'join-request': 'Machines that asked to come in without a token.',
  'log': 'The replicated log: everything that happened.',
  'epoch': 'The era of the cluster.',
  'config': 'Settings of the whole cluster.',
  'recover': 'Going on after a majority of the voters is lost for ever.',
  'state': 'The applied state: what all entries together mean.',
  'backup': 'History and state in one file, and a cluster from it.',
  'lab': 'A throw-away cluster of real agents on this machine.',
  'debug': 'Hard facts for checkers and bug reports.'
}
