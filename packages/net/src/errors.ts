/**
 * Every refusal of the network room. docs/errors.md is locked to this table.
 *
 * Pure.
 */
import { defineErrors, EXIT, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_NET_ADDRESS: {
    about: 'A text is no address that this machine can listen on or dial.',
    hint: 'Write host:port, [ipv6]:port or a /…/tcp/… multiaddr.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_NET_LISTEN: {
    about: 'The agent cannot listen on an address it was given.',
    hint: 'See what listens there, or choose another address in the configuration.',
    exit: EXIT.configuration, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_NET_IDENTITY: {
    about: 'The stored identity of this machine cannot be read.',
    hint: 'Restore the identity file from a backup, or join again as a new machine.',
    exit: EXIT.configuration, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_NET_UNREACHABLE: {
    about: 'Nothing answers at an address.',
    hint: 'Check the address, that an agent runs there, and the firewalls between.',
    exit: EXIT.unreachable, status: 502, changed: 'no', retry: 'yes'
  },
  HIVE_NET_TIMEOUT: {
    about: 'A peer did not answer before the deadline.',
    hint: 'Try again; if it persists, look at the load and the log of that peer.',
    exit: EXIT.timeout, status: 504, changed: 'unknown', retry: 'yes'
  },
  HIVE_NET_REFUSED: {
    about: 'A peer was reached and closed the stream without an answer.',
    hint: 'Read the log of that peer: it notes why it refused.',
    exit: EXIT.permission, status: 502, changed: 'unknown', retry: 'yes'
  },
  HIVE_NET_HANDSHAKE: {
    about: 'Something answers at an address, but it is no hivemind agent, or not the expected one.',
    hint: 'Check that the address is the peer port of an agent, and that its identity did not change.',
    exit: EXIT.unreachable, status: 502, changed: 'no', retry: 'no'
  },
  HIVE_NET_NOT_CONNECTED: {
    about: 'There is no connection to a peer.',
    hint: 'Wait until the peer is connected again.',
    exit: EXIT.unreachable, status: 503, changed: 'no', retry: 'yes'
  },
  HIVE_NET_CUT: {
    about: 'A stream ended before its end.',
    hint: 'Pull again from where the last whole frame ended.',
    exit: EXIT.unreachable, status: 502, changed: 'unknown', retry: 'yes'
  },
  HIVE_NET_FRAME_SIZE: {
    about: 'A frame is empty or larger than its protocol allows.',
    hint: 'Send it in smaller pieces; from a peer, check that both ends run compatible versions.',
    exit: EXIT.failure, status: 413, changed: 'no', retry: 'no'
  },
  HIVE_NET_STOPPED: {
    about: 'The network room is not running.',
    hint: 'Start the agent first.',
    exit: EXIT.failure, status: 503, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing(errors)
