import { answered, faultOf, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { messageOf } from './json.ts';
import { send, type Patience } from './send.ts';

/** A page that somebody in the cluster serves over plain HTTP, fetched by the API server. */
export interface PagePlace {
  readonly namespace: string;
  readonly kind: 'pod' | 'service';
  readonly name: string;
  /** Of a service also its name. */
  readonly port: number | string;
  /** From `/` on, with its query. */
  readonly path: string;
}

/** The text of a page; a status that is no success is a fault, whoever it came from. */
export async function proxiedPage(
  connection: KubeConnection,
  { namespace, kind, name, port, path }: PagePlace,
  patience: Patience,
): Promise<Answer<string>> {
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${kind}s/${encodeURIComponent(name)}:${port}/proxy${path}`;
  return text(connection, place, patience);
}

/** What a kubelet says of the volumes of its pods: JSON of `/stats/summary`. */
export async function kubeletSummary(
  connection: KubeConnection,
  node: string,
  patience: Patience,
): Promise<Answer<string>> {
  return text(connection, `/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`, patience);
}

async function text(connection: KubeConnection, path: string, patience: Patience): Promise<Answer<string>> {
  const sent = await send(connection, { method: 'GET', path }, patience);
  if (sent.kind !== 'answered') return sent;
  const { status, text: body } = sent.value;
  return status === 200 ? answered(body) : faultOf(status, messageOf(body));
}
