/** Refusals of the applied state. Pure. */
import { defineErrors, type ErrorCode, type Refusal, refusing, sharedErrors } from '@hivemind/base'

const FINAL = { changed: 'no', retry: 'no' } as const
const slip = (about: string, hint: string) => ({ about, hint, exit: 2, status: 400, ...FINAL }) as const
const policy = (about: string, hint: string) => ({ about, hint, exit: 9, status: 403, ...FINAL }) as const
const conflict = (about: string, hint: string) => ({ about, hint, exit: 6, status: 409, ...FINAL }) as const
const missing = (about: string, hint: string) => ({ about, hint, exit: 5, status: 404, ...FINAL }) as const

export const errors = defineErrors({
  HIVE_FACT_MALFORMED: slip('The body of a fact is not of the form its type needs.', 'Correct the named field.'),
  HIVE_FACT_RESERVED: policy(
    'Entries of this type are written by the leader on its own account only.',
    'Use the command that leads to it instead.'
  ),
  HIVE_FACT_ORDER: conflict(
    'The fact does not fit the history so far.',
    'None: this is a programming error of whoever wrote it.'
  ),
  HIVE_TOKEN_UNKNOWN: policy(
    'The join token does not exist in this cluster.',
    'Make a new one on a member: hivemind join-token create.'
  ),
  HIVE_TOKEN_NOT_FOUND: missing('No join token has this id.', 'List them: hivemind join-token list.'),
  HIVE_TOKEN_FORGED: policy(
    'The join token\'s secret is wrong.',
    'Copy the token again, or make a new one: hivemind join-token create.'
  ),
  HIVE_TOKEN_EXPIRED: policy('The join token has expired.', 'Make a new one: hivemind join-token create --ttl 1h.'),
  HIVE_TOKEN_USED: policy('The join token has no uses left.', 'Make a new one: hivemind join-token create.'),
  HIVE_TOKEN_REVOKED: policy('The join token was revoked.', 'Make a new one: hivemind join-token create.'),
  HIVE_TOKEN_NOT_FOR_VOTER: policy(
    'The join token does not admit voters.',
    'Join without --voter, or make one with: hivemind join-token create --voter.'
  ),
  HIVE_TOKEN_TAKEN: conflict('A join token of this id exists.', 'Choose another id.'),
  HIVE_TOKEN_LIMIT: conflict(
    'The cluster keeps as many join tokens as it can.',
    'Let tokens be collected: hivemind epoch bump.'
  ),
  HIVE_JOIN_DENIED: policy('An operator denied the join request.', 'Ask the operators of the cluster.'),
  HIVE_JOIN_LIMIT: conflict(
    'The cluster keeps as many join requests as it can.',
    'Decide the waiting ones: hivemind join-request list.'
  ),
  HIVE_REQUEST_UNKNOWN: missing('No join request has this id.', 'List them: hivemind join-request list.'),
  HIVE_REQUEST_DECIDED: conflict('The join request was decided before.', 'Look at it: hivemind join-request show ID.'),
  HIVE_NAME_TAKEN: conflict(
    'Another member has this name.',
    'Choose another --name, or remove the holder: hivemind node remove NAME.'
  ),
  HIVE_REPLACE_NOBODY: missing(
    'No member has the name that is to be taken over.',
    'See who there is: hivemind member list; a name that is free needs no --replace.'
  ),
  HIVE_REPLACE_ALIVE: conflict(
    'The member that is to be replaced is reachable.',
    'Stop its agent and wait until hivemind member list shows it as unreachable, or choose another --name.'
  ),
  HIVE_REPLACE_VOTER: conflict(
    'The member that is to be replaced votes, and its successor must, too.',
    'Join with --voter as well, or take it out first: hivemind cp remove NAME.'
  ),
  HIVE_MEMBER_UNKNOWN: missing('No member has this identity.', 'List them: hivemind member list.'),
  HIVE_MEMBER_UNREACHABLE: conflict('The member was found unreachable before.', 'Ask why: hivemind member why NAME.'),
  HIVE_MEMBER_REACHABLE: conflict('The member is not unreachable.', 'Look at it: hivemind node show NAME.'),
  HIVE_MEMBER_TAGS: conflict(
    'The member would have more tags than a member may.',
    'Drop some: hivemind node tag NAME KEY-.'
  ),
  HIVE_MEMBER_STALE: conflict(
    'The member\'s word is from before it was found unreachable.',
    'None: it says a newer one by itself.'
  ),
  HIVE_MEMBER_KEPT: policy(
    'The cluster keeps unreachable members, so this one is not removed.',
    'Bring it back; or let it go first: hivemind config set members.failed keep.'
  ),
  HIVE_SETTING_UNKNOWN: missing('The cluster has no setting of this name.', 'List them: hivemind config get.'),
  HIVE_SETTING_VALUE: slip('The value does not fit the setting.', 'Give one as the message says.'),
  HIVE_MEMBER_REMOVED: policy(
    'The identity was removed from the cluster and does not come back.',
    'Join with an empty --data-dir.'
  ),
  HIVE_MEMBER_LIMIT: conflict(
    'The cluster has as many members as this release admits.',
    'Remove members that are gone: hivemind node remove NAME.'
  ),
  HIVE_MEMBER_IS_VOTER: conflict(
    'The member is part of the control plane.',
    'Take it out first: hivemind cp remove NAME.'
  ),
  HIVE_VOTER_LAST: conflict(
    'Without this voter the cluster could decide nothing.',
    'Add another voter first: hivemind cp add NAME.'
  ),
  HIVE_VOTER_NOT: conflict(
    'The member that is to be replaced is no voter.',
    'See who votes: hivemind cp peers.'
  ),
  HIVE_VOTER_ALREADY: conflict(
    'The member that is to take another one\'s place votes already, or is about to.',
    'Name one that is no voter, or take the other one out: hivemind cp remove NAME.'
  ),
  HIVE_VOTER_UNREACHABLE: conflict(
    'The member that is to take another one\'s place cannot be reached.',
    'Start its agent first, or name another member.'
  ),
  HIVE_VOTER_LIMIT: conflict(
    'The control plane has as many voters as it may.',
    'Remove one first: hivemind cp remove NAME.'
  ),
  HIVE_EPOCH_MISMATCH: conflict(
    'The epoch is not the one that the command names.',
    'Look at it and decide again: hivemind epoch show.'
  ),
  HIVE_ROLE_UNKNOWN: missing('No role of this name is enabled.', 'List them: hivemind role list.'),
  HIVE_ROLE_CHANGED: conflict(
    'The role was changed since the revision, or granted since the grant, that the command names.',
    'Look at it and decide again: hivemind role show NAME.'
  ),
  HIVE_ROLE_LIMIT: conflict('The cluster has as many roles as it can.', 'Disable one: hivemind role disable NAME.'),
  HIVE_ROLE_HOLDER: conflict(
    'The member cannot be made a holder of the role.',
    'None: the leader looks again by itself.'
  ),
  HIVE_ROLE_KIND: conflict(
    'The role brings a kind that somebody else defined otherwise.',
    'Compare them: hivemind kind show KIND; then change the role, or define the kind alike, or remove its schema.'
  ),
  HIVE_ROLE_UPDATING: conflict(
    'A new version of the role is on its way already.',
    'See how far it is: hivemind role show NAME; end it: hivemind role update NAME --abort.'
  ),
  HIVE_ROLE_UPDATE: conflict(
    'The role cannot be updated so: nothing is on its way, or the new version is held by another number of members.',
    'Look at it: hivemind role show NAME; enable it anew instead: hivemind role enable SOURCE.'
  ),
  HIVE_ROLE_TURN: conflict('It is not the turn of this member.', 'None: what the log says of the update holds.'),
  HIVE_ROLE_FENCED: conflict(
    'A role wrote with a fence that is not valid any more: another member holds it, or it was changed.',
    'None: whoever holds the role now does the work.'
  ),
  HIVE_ROLE_UNDECLARED: policy(
    'A role wrote something that its manifest does not declare.',
    'Add it to `proposes` of the role and enable it again.'
  ),
  HIVE_MEMBER_DRAINING: conflict(
    'The member is draining: it is given nothing new.',
    'Choose another member, or end it: hivemind node drain NAME --undo.'
  ),
  HIVE_PROCESS_UNKNOWN: missing('No process has this id.', 'List them: hivemind process list.'),
  HIVE_PROCESS_ROLE: conflict(
    'The role of the process does not run on the member.',
    'Let it: hivemind node add MEMBER --role ROLE.'
  ),
  HIVE_PROCESS_TEMPLATE: missing(
    'The role has no such template of processes, or none at all.',
    'See what it has: hivemind role show NAME.'
  ),
  HIVE_PROCESS_SETTING: slip(
    'The template does not open the setting, or not for this value.',
    'Leave it out, or let the role open it in its manifest and enable the role again.'
  ),
  HIVE_PROCESS_PORTS: conflict(
    'All ports that the template allows on the member are held.',
    'Remove what holds one of them, choose another member, or let the template try more ports.'
  ),
  HIVE_PROCESS_LIMIT: conflict(
    'The member has as many processes as it can, or one of them would be too large.',
    'Choose another member, or remove what is not needed: hivemind process list.'
  ),
  HIVE_PROCESS_UNMANAGED: conflict(
    'The process is not managed: hivemind watches it, and never starts or stops it.',
    'Start or stop it on its machine.'
  ),
  HIVE_PROCESS_ONLINE: conflict(
    'The process may be running, so that removing it would leave it without anybody who knows of it.',
    'Stop it first: hivemind process stop NAME; or, if it must be: --force --reason TEXT.'
  ),
  HIVE_PROCESS_FORCE: slip('Removing a process by force needs a reason.', 'Add --reason TEXT; it is kept in the log.'),
  HIVE_PROCESS_RESERVED: conflict(
    'Processes are resources with commands of their own.',
    'Use: hivemind process add, start, stop or remove.'
  ),
  HIVE_TASK_UNKNOWN: missing(
    'No task has this id; it may have been over for so long that it was forgotten.',
    'List them: hivemind task list --all.'
  ),
  HIVE_TASK_TAKEN: conflict('A task of this id exists.', 'Choose another id, or leave it out.'),
  HIVE_TASK_ACTION: missing('The role has no such action.', 'See what it can be asked: hivemind role show NAME.'),
  HIVE_TASK_TARGETS: conflict(
    'Nobody is there to do the task, or not all who are named, or too many.',
    'See who holds the role: hivemind role show NAME; or let any one holder do it: --any.'
  ),
  HIVE_TASK_LIMIT: conflict(
    'The cluster keeps as many tasks as it can.',
    'Wait until some are over, or cancel those that are not needed: hivemind task list.'
  ),
  HIVE_TASK_ENDED: conflict('The task is over.', 'Look at it: hivemind task show ID.'),
  HIVE_TASK_OPEN: conflict('The task is not over yet.', 'Wait for it: hivemind task wait ID.'),
  HIVE_TASK_ATTEMPT: conflict(
    'The attempt is not the one that runs: it is over, or another one began since.',
    'None: what the ledger says of the target holds.'
  ),
  HIVE_TASK_ORDER: conflict(
    'Another task of the queue comes first.',
    'None: it is begun when it is next.'
  ),
  HIVE_CRON_UNKNOWN: missing('No job has this name.', 'List them: hivemind cron list.'),
  HIVE_CRON_TAKEN: conflict(
    'A job of this name is there.',
    'Choose another name, or remove it first: hivemind cron remove NAME.'
  ),
  HIVE_CRON_LIMIT: conflict('The cluster has as many jobs as it can.', 'Remove one: hivemind cron remove NAME.'),
  HIVE_CRON_PAUSED: conflict('The job is paused.', 'Let it go on: hivemind cron resume NAME.'),
  HIVE_CRON_TICKED: conflict(
    'The tick was admitted before, or another one since the one that it follows.',
    'None: a tick counts once.'
  ),
  HIVE_KEY_TAKEN: conflict(
    'Another holder has the unique key.',
    'Choose another key, or look at its holder: hivemind key show KEY.'
  ),
  HIVE_KEY_TWICE: slip(
    'A resource names one of its unique keys twice.',
    'Name each key once; the one of its name is claimed by itself.'
  ),
  HIVE_KEY_UNKNOWN: missing('Nobody holds the unique key.', 'List them: hivemind key list.'),
  HIVE_KEY_HOLDER: conflict(
    'The unique key is held by another than who releases it.',
    'Look at it: hivemind key show KEY.'
  ),
  HIVE_KEY_OF_RESOURCE: conflict(
    'The unique key is held by a resource, and is released with it.',
    'Change or remove the resource: hivemind resource show NAME.'
  ),
  HIVE_KEY_LIMIT: conflict(
    'The cluster keeps as many unique keys as it can.',
    'Release those that are not needed: hivemind key list.'
  ),
  HIVE_RESOURCE_DEFINITION: slip(
    'The definition does not fit the schema of its kind; the message names the field.',
    'Look at the schema: hivemind kind show KIND.'
  ),
  HIVE_KIND_SCHEMA: slip(
    'The schema cannot be used; the message names the word.',
    'See which words a schema may have: hivemind kind define --help.'
  ),
  HIVE_KIND_UNKNOWN: missing('The kind has no schema.', 'List those that have one: hivemind kind list.'),
  HIVE_KIND_CHANGED: conflict(
    'The kind was defined otherwise since the revision that the command names.',
    'Look at it and decide again: hivemind kind show KIND.'
  ),
  HIVE_KIND_IN_USE: conflict(
    'Resources are there that the schema would not fit, or that hold unique keys by it.',
    'Change or remove them first: hivemind resource list --kind KIND.'
  ),
  HIVE_KIND_OF_ROLE: conflict(
    'The kind was brought by a role that is enabled, and is changed with it.',
    'Update the role, or disable it first: hivemind role show NAME.'
  ),
  HIVE_KIND_LIMIT: conflict(
    'The cluster has as many kinds with a schema as it can.',
    'Remove one: hivemind kind remove KIND.'
  ),
  HIVE_RESOURCE_UNKNOWN: missing('No resource has this id.', 'List them: hivemind resource list.'),
  HIVE_RESOURCE_TAKEN: conflict('A resource of this id exists.', 'Choose another id, or leave it out.'),
  HIVE_RESOURCE_CHANGED: conflict(
    'The resource was changed since the version that the command names.',
    'Look at it and decide again: hivemind resource show NAME.'
  ),
  HIVE_RESOURCE_PARENT: conflict(
    'What stands on what does not fit.',
    'Look at the tree: hivemind node tree.'
  ),
  HIVE_RESOURCE_LIMIT: conflict(
    'The cluster keeps as many resources as it can.',
    'Remove those that are not needed: hivemind resource list.'
  ),
  HIVE_SESSION_FORGOTTEN: {
    about: 'The command is older than what its session remembers; whether it was applied is not known.',
    hint: 'Read the log before repeating the command.',
    exit: 1, status: 409, changed: 'unknown', retry: 'no'
  },
  HIVE_STATE_DAMAGED: {
    about: 'A stored or fetched applied state is not whole.',
    hint: 'None: it is fetched or built again.',
    exit: 1, status: 500, changed: 'no', retry: 'yes'
  }
})

export const refuse = refusing({ ...sharedErrors, ...errors })

/** A refusal for a code that was stored or came from elsewhere; one that is not of this room is final. */
export function refusalOf (code: string, message: string): Refusal {
  if (Object.hasOwn({ ...sharedErrors, ...errors }, code)) return refuse(code as keyof typeof errors, message)
  const hint = 'Look the code up in docs/errors.md.'
  return { code: code as ErrorCode, message, hint, exit: 1, status: 409, changed: 'no', retry: 'no' }
}
