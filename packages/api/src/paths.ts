/**
 * Every route of the API by name: where it is and what it needs. The part of the contract that a client needs
 * at run time.
 *
 * Pure. Without schemas, so that a short-lived command does not load a validator; contract.ts adds them.
 */

/** `probe` is open to anyone who can connect, `read` and `write` need a caller that is known. */
export type Access = 'probe' | 'read' | 'write'

export interface RoutePath {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Placeholders in braces, as in OpenAPI: `/v1/members/{name}`. */
  readonly path: `/${string}`
  readonly access: Access
}

const get = (path: `/${string}`, access: Access = 'read') => ({ method: 'GET', path, access }) as const
const post = (path: `/${string}`) => ({ method: 'POST', path, access: 'write' }) as const
const remove = (path: `/${string}`) => ({ method: 'DELETE', path, access: 'write' }) as const

export const PATHS = {
  'status': get('/v1/status'),
  'member-list': get('/v1/members'),
  'member-show': get('/v1/members/{name}'),
  'member-why': get('/v1/members/{name}/why'),
  'member-rename': post('/v1/members/{name}/rename'),
  'member-tag': post('/v1/members/{name}/tags'),
  'member-remove': remove('/v1/members/{name}'),
  'leave': post('/v1/leave'),
  'control-plane-list': get('/v1/control-plane'),
  'control-plane-load': get('/v1/control-plane/load'),
  'control-plane-transfer': post('/v1/control-plane/transfer'),
  'control-plane-add': post('/v1/control-plane/{name}'),
  'control-plane-replace': post('/v1/control-plane/{name}/replace'),
  'control-plane-remove': remove('/v1/control-plane/{name}'),
  'join-token-list': get('/v1/join-tokens'),
  'join-token-create': post('/v1/join-tokens'),
  'join-token-revoke': remove('/v1/join-tokens/{id}'),
  'join-request-list': get('/v1/join-requests'),
  'join-request-show': get('/v1/join-requests/{id}'),
  'join-request-approve': post('/v1/join-requests/{id}/approve'),
  'join-request-deny': post('/v1/join-requests/{id}/deny'),
  'resource-list': get('/v1/resources'),
  'resource-show': get('/v1/resources/{name}'),
  'resource-create': post('/v1/resources'),
  'resource-change': post('/v1/resources/{name}'),
  'resource-remove': remove('/v1/resources/{name}'),
  'kind-list': get('/v1/kinds'),
  'kind-show': get('/v1/kinds/{name}'),
  'kind-define': post('/v1/kinds'),
  'kind-remove': remove('/v1/kinds/{name}'),
  'role-list': get('/v1/roles'),
  'role-show': get('/v1/roles/{name}'),
  'role-enable': post('/v1/roles'),
  'role-update': post('/v1/roles/{name}/update'),
  'role-update-decide': post('/v1/roles/{name}/update/decide'),
  'role-describe': post('/v1/roles/{name}/describe'),
  'role-look': get('/v1/roles/{name}/asks/{ask}'),
  'role-ask': post('/v1/roles/{name}/asks/{ask}'),
  'role-disable': remove('/v1/roles/{name}'),
  'task-list': get('/v1/tasks'),
  'task-show': get('/v1/tasks/{id}'),
  'task-add': post('/v1/tasks'),
  'task-retry': post('/v1/tasks/{id}/retry'),
  'task-cancel': post('/v1/tasks/{id}/cancel'),
  'ledger-list': get('/v1/ledger'),
  'cron-list': get('/v1/cron'),
  'cron-show': get('/v1/cron/{name}'),
  'cron-add': post('/v1/cron'),
  'cron-remove': remove('/v1/cron/{name}'),
  'cron-pause': post('/v1/cron/{name}/pause'),
  'cron-run': post('/v1/cron/{name}/run'),
  'process-list': get('/v1/processes'),
  'process-show': get('/v1/processes/{name}'),
  'process-add': post('/v1/processes'),
  'process-want': post('/v1/processes/{name}/wanted'),
  'process-remove': remove('/v1/processes/{name}'),
  'process-lines': get('/v1/processes/{name}/lines'),
  'member-drain': post('/v1/members/{name}/drain'),
  'key-list': get('/v1/keys'),
  'key-show': get('/v1/keys/{key}'),
  'key-claim': post('/v1/keys'),
  'key-release': remove('/v1/keys/{key}'),
  'epoch-show': get('/v1/epoch'),
  'epoch-bump': post('/v1/epoch/bump'),
  'config-list': get('/v1/config'),
  'config-set': post('/v1/config/{name}'),
  'config-unset': remove('/v1/config/{name}'),
  'log-append': post('/v1/log'),
  'log-read': get('/v1/log'),
  'log-follow': get('/v1/log/follow'),
  'log-show': get('/v1/log/{index}'),
  'joining-show': get('/v1/joining'),
  'joining-follow': get('/v1/joining/follow'),
  'state-export': get('/v1/state', 'write'),
  'backup-save': get('/v1/backup', 'write'),
  'debug-state': get('/v1/debug/state'),
  'agent-stop': post('/v1/agent/stop'),
  'openapi': get('/v1/openapi.json'),
  'livez': get('/livez', 'probe'),
  'readyz': get('/readyz', 'probe'),
  'healthz': get('/healthz'),
  'metrics': get('/metrics')
} as const satisfies Record<string, RoutePath>

export type RouteName = keyof typeof PATHS

/** Routes whose answer is text, and so goes by HTTP alone. */
export const TEXT_ROUTES: ReadonlySet<RouteName> = new Set(['metrics'])
