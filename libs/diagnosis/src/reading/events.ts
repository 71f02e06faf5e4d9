import type { KubeObject } from '@postgres-ha/kube-manifest';
import { numberAt, textAt, timeAt } from './fields.ts';

export interface EventSeen {
  readonly namespace: string;
  /** Kind and name of what it is about. */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  readonly warning: boolean;
  readonly count: number;
  /** Milliseconds; undefined where no time of it can be read. */
  readonly lastSeen: number | undefined;
}

/** An Event of v1 or of events.k8s.io/v1. */
export function readEvent(event: KubeObject): EventSeen {
  const about = 'involvedObject' in event ? 'involvedObject' : 'regarding';
  return {
    namespace: textAt(event, about, 'namespace') ?? textAt(event, 'metadata', 'namespace') ?? '',
    kind: textAt(event, about, 'kind') ?? '',
    name: textAt(event, about, 'name') ?? '',
    reason: textAt(event, 'reason') ?? '',
    message: (textAt(event, 'message') ?? textAt(event, 'note') ?? '').trim(),
    warning: textAt(event, 'type') === 'Warning',
    count: numberAt(event, 'count') ?? numberAt(event, 'series', 'count') ?? 1,
    lastSeen:
      timeAt(event, 'series', 'lastObservedTime') ??
      timeAt(event, 'lastTimestamp') ??
      timeAt(event, 'deprecatedLastTimestamp') ??
      timeAt(event, 'eventTime') ??
      timeAt(event, 'metadata', 'creationTimestamp'),
  };
}
