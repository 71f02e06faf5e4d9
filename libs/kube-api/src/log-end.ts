import { answered, faultOf, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { messageOf } from './json.ts';
import { send, type Patience } from './send.ts';

export interface LogPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the container's last run before this one. */
  readonly previous?: true | undefined;
  /** Counted from the end. */
  readonly lines: number;
}

/** A line of JSON may be long; this bounds what comes over the wire. */
const LIMIT_BYTES = 256 * 1024;

/** The last lines of a container's log. A container that never ran has none: `absent`. */
export async function logEnd(
  connection: KubeConnection,
  { namespace, pod, container, previous, lines }: LogPlace,
  patience: Patience,
): Promise<Answer<readonly string[]>> {
  const query = new URLSearchParams({
    container,
    tailLines: String(lines),
    limitBytes: String(LIMIT_BYTES),
    ...(previous === undefined ? {} : { previous: 'true' }),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query.toString()}`;
  const sent = await send(connection, { method: 'GET', path }, patience);
  if (sent.kind !== 'answered') return sent;
  const { status, text } = sent.value;
  // 400 is how the API server says that a container waits to be started, or has no earlier run.
  if (status === 400) return { ...faultOf(status, messageOf(text)), kind: 'absent' };
  if (status !== 200) return faultOf(status, messageOf(text));
  return answered(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
}
