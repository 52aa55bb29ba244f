/**
 * Who serves which route. A route of the contract that is missing here does not compile.
 *
 * Pure.
 */
import * as config from './routes/config.ts'
import * as controlPlane from './routes/control-plane.ts'
import * as cron from './routes/cron.ts'
import { showDocument } from './routes/document.ts'
import { bumpEpoch, showEpoch } from './routes/epoch.ts'
import { followLog } from './routes/following.ts'
import * as health from './routes/health.ts'
import { followJoining, showJoining } from './routes/joining.ts'
import * as joins from './routes/joins.ts'
import * as keys from './routes/keys.ts'
import * as kinds from './routes/kinds.ts'
import { appendEvents, readLog, showEntry } from './routes/log.ts'
import * as members from './routes/members.ts'
import { showMetrics } from './routes/metrics.ts'
import * as processes from './routes/processes.ts'
import * as registry from './routes/registry.ts'
import * as roles from './routes/roles.ts'
import * as state from './routes/state.ts'
import { showDebugState, showStatus, stopAgent } from './routes/status.ts'
import * as tasks from './routes/tasks.ts'
import type { Handlers } from './service.ts'

export const handlers: Handlers = {
  'status': showStatus,
  'member-list': members.listMembers,
  'member-show': members.showMember,
  'member-why': members.whyMember,
  'member-rename': members.renameMember,
  'member-tag': members.tagMember,
  'member-remove': members.removeMember,
  'leave': members.leave,
  'control-plane-list': controlPlane.listControlPlane,
  'control-plane-load': controlPlane.showControlPlaneLoad,
  'control-plane-transfer': controlPlane.transferLeadership,
  'control-plane-add': controlPlane.addToControlPlane,
  'control-plane-replace': controlPlane.replaceInControlPlane,
  'control-plane-remove': controlPlane.removeFromControlPlane,
  'join-token-list': joins.listTokens,
  'join-token-create': joins.createToken,
  'join-token-revoke': joins.revokeToken,
  'join-request-list': joins.listRequests,
  'join-request-show': joins.showRequest,
  'join-request-approve': joins.approveRequest,
  'join-request-deny': joins.denyRequest,
  'resource-list': registry.listResources,
  'resource-show': registry.showResource,
  'resource-create': registry.createResource,
  'resource-change': registry.changeResource,
  'resource-remove': registry.removeResource,
  'role-list': roles.listRoles,
  'role-show': roles.showRole,
  'role-enable': roles.enableRole,
  'role-update': roles.updateRole,
  'role-update-decide': roles.decideUpdate,
  'role-describe': roles.describeEnabled,
  'role-look': roles.lookAtRole,
  'role-ask': roles.askRole,
  'role-disable': roles.disableRole,
  'task-list': tasks.listTasks,
  'task-show': tasks.showTask,
  'task-add': tasks.addTask,
  'task-retry': tasks.retryTask,
  'task-cancel': tasks.cancelTask,
  'ledger-list': tasks.listLedger,
  'cron-list': cron.listJobs,
  'cron-show': cron.showJob,
  'cron-add': cron.addJob,
  'cron-remove': cron.removeJob,
  'cron-pause': cron.pauseJob,
  'cron-run': cron.runJob,
  'process-list': processes.listProcesses,
  'process-show': processes.showProcess,
  'process-add': processes.addProcesses,
  'process-want': processes.wantProcess,
  'process-remove': processes.removeProcess,
  'process-lines': processes.showLines,
  'member-drain': members.drainMember,
  'kind-list': kinds.listKinds,
  'kind-show': kinds.showKind,
  'kind-define': kinds.defineKind,
  'kind-remove': kinds.removeKind,
  'key-list': keys.listKeys,
  'key-show': keys.showKey,
  'key-claim': keys.claimKey,
  'key-release': keys.releaseKey,
  'epoch-show': showEpoch,
  'epoch-bump': bumpEpoch,
  'config-list': config.listSettings,
  'config-set': config.setSetting,
  'config-unset': config.unsetSetting,
  'log-append': appendEvents,
  'log-read': readLog,
  'log-follow': followLog,
  'log-show': showEntry,
  'joining-show': showJoining,
  'joining-follow': followJoining,
  'state-export': state.exportState,
  'backup-save': state.saveBackup,
  'debug-state': showDebugState,
  'agent-stop': stopAgent,
  'openapi': showDocument,
  'livez': health.showLive,
  'readyz': health.showReady,
  'healthz': health.showHealth,
  'metrics': showMetrics
}
