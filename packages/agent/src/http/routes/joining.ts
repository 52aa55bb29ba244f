/**
 * How far this agent has come in joining a cluster.
 *
 * Touches the clock for heartbeats.
 */
import { API_TIMES, type Joining } from '@hivemind/api'
import { problemOf } from '../problem.ts'
import { type Handler, one, type Service, Streamed } from '../service.ts'
import { Bell, eventText, HEARTBEAT } from './events.ts'

export const showJoining: Handler<'joining-show'> = call => one(call, 'Joining', joiningNow(call))

export const followJoining: Handler<'joining-follow'> = call =>
  new Streamed('text/event-stream', gone => steps(call, gone))

/** The step of now. A member is ready; one that was fenced is refused. */
export function joiningNow ({ node }: Service): Joining {
  const { joining, phase, cluster, appliedIndex } = node.view()
  if (joining === null) {
    const step = phase === 'member' ? 'ready' : phase === 'fenced' ? 'refused' : 'reach'
    return {
      step,
      peer: '',
      clusterName: cluster?.name ?? '',
      request: '',
      appliedIndex,
      targetIndex: appliedIndex,
      lacks: [],
      refusal: null
    }
  }
  const { step, peer, clusterName, request, targetIndex, lacks, refusal } = joining
  return {
    step, peer, clusterName, request,
    appliedIndex: joining.appliedIndex,
    targetIndex,
    lacks: [...lacks],
    refusal: refusal && problemOf(refusal, '')
  }
}

async function * steps (service: Service, gone: AbortSignal): AsyncGenerator<string, void, void> {
  const bell = new Bell()
  const unsubscribe = service.node.onChanged(bell.ring)
  gone.addEventListener('abort', bell.ring)
  let told = ''
  try {
    while (!gone.aborted) {
      const joining = joiningNow(service)
      const text = eventText('joining', joining)
      if (text !== told) yield text
      told = text
      if (joining.step === 'ready' || joining.step === 'refused') return
      if (!await bell.wait(API_TIMES.heartbeatMs)) yield HEARTBEAT
    }
  } finally {
    unsubscribe()
    gone.removeEventListener('abort', bell.ring)
  }
}
