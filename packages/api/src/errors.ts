/**
 * Refusals at the door of the API, on either side of it.
 *
 * Pure.
 */
import { defineErrors, EXIT, refusing, sharedErrors } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_AGENT_UNREACHABLE: {
    about: 'No agent answers at the address of its API.',
    hint: 'Start it with: hivemind agent run, or name another with --addr or --data-dir.',
    exit: EXIT.unreachable, status: 503, changed: 'no', retry: 'yes'
  },
  HIVE_UNKNOWN_OUTCOME: {
    about: 'A write was sent, the connection ended before its answer, and its outcome could not be learned.',
    hint: 'Look at the log to learn whether it happened before sending it again.',
    exit: EXIT.timeout, status: 504, changed: 'unknown', retry: 'yes'
  },
  HIVE_CANCELLED: {
    about: 'The caller gave the call up before its answer came.',
    hint: 'Look at the log to learn whether it happened, if it was a write.',
    exit: EXIT.interrupted, status: 499, changed: 'unknown', retry: 'yes'
  },
  HIVE_NOT_FOUND: {
    about: 'Nothing of that name exists in the applied state.',
    hint: 'List what exists and compare the spelling.',
    exit: EXIT.notFound, status: 404, changed: 'no', retry: 'no'
  },
  HIVE_LOG_COMPACTED: {
    about: 'The entries asked for are older than the first one this agent keeps.',
    hint: 'Start from the first kept index, or ask a member that keeps more history.',
    exit: EXIT.notFound, status: 410, changed: 'no', retry: 'no'
  },
  HIVE_API_ADDRESS: {
    about: 'The address of the API is neither unix:///path/agent.sock nor http://host:port.',
    hint: 'Give --addr unix:///path/agent.sock, or --data-dir with the directory of a local agent.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_API_BAD_REQUEST: {
    about: 'The request does not keep the contract.',
    hint: 'Compare the request with /v1/openapi.json.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_API_NO_ROUTE: {
    about: 'The API has no such path, or not with this method.',
    hint: 'See /v1/openapi.json for the routes of this version.',
    exit: EXIT.usage, status: 404, changed: 'no', retry: 'no'
  },
  HIVE_API_MEDIA_TYPE: {
    about: 'The body is not JSON.',
    hint: 'Send the header content-type: application/json.',
    exit: EXIT.usage, status: 415, changed: 'no', retry: 'no'
  },
  HIVE_API_TOO_LARGE: {
    about: 'The request or one of its events is larger than the limit.',
    hint: 'Keep large things in a store and put their name into the log.',
    exit: EXIT.usage, status: 413, changed: 'no', retry: 'no'
  },
  HIVE_API_UNAUTHENTICATED: {
    about: 'The call came over TCP without a bearer token, or with a wrong one.',
    hint: 'Set HIVEMIND_TOKEN, or use the unix socket of the agent.',
    exit: EXIT.permission, status: 401, changed: 'no', retry: 'no'
  },
  HIVE_API_FORBIDDEN: {
    about: 'The caller is known but may not use this route.',
    hint: 'Ask an operator of this cluster for a token that may.',
    exit: EXIT.permission, status: 403, changed: 'no', retry: 'no'
  },
  HIVE_API_LISTEN: {
    about: 'The agent could not open its API.',
    hint: 'Stop the agent that already listens there, or choose another data directory or address.',
    exit: EXIT.configuration, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_API_INTERNAL: {
    about: 'The agent met a fault of its own while answering.',
    hint: 'Report it together with the request id and the log of the agent.',
    exit: EXIT.failure, status: 500, changed: 'unknown', retry: 'no'
  },
  HIVE_API_ANSWER_MALFORMED: {
    about: 'Whatever answered at the address does not speak this API.',
    hint: 'Check the address; it may belong to another program or another version.',
    exit: EXIT.failure, status: 502, changed: 'unknown', retry: 'no'
  },
  HIVE_JOIN_TOKEN_MALFORMED: {
    about: 'The text is no join token, or was cut or mistyped.',
    hint: 'Copy the whole token, or make a new one with: hivemind join-token create.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  }
})

/** What an API call may end with by itself: this table and the codes that all rooms share. */
export const apiErrors = { ...sharedErrors, ...errors }
export const refuse = refusing(apiErrors)
export type ApiErrorCode = keyof typeof apiErrors
