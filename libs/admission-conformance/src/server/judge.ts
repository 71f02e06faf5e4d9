import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import { isMap, type JsonMap } from '../object/json.ts';
import { IN_FLIGHT, type KubeClient } from './kube-client.ts';
import { verdictOf, type ServerVerdict } from './server-verdict.ts';

const STRICT_DRY_RUN = 'dryRun=All&fieldValidation=Strict';

export function resourcePath(kind: JudgedKind, namespace: string): string {
  const { apiVersion, plural } = CRDS[kind];
  return `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
}

/** What the server would say to creating an object in a namespace that is empty. */
export async function judgeCreation(
  client: KubeClient,
  kind: JudgedKind,
  { namespace, object }: { readonly namespace: string; readonly object: JsonMap },
): Promise<ServerVerdict> {
  const path = `${resourcePath(kind, namespace)}?${STRICT_DRY_RUN}`;
  return verdictOf(await client.send({ method: 'POST', path, body: object }));
}

/** An object that is there, and where. */
export interface LiveSubject {
  readonly kind: JudgedKind;
  readonly namespace: string;
  readonly name: string;
}

const CONFLICT = 409;
const ATTEMPTS = 20;

/**
 * What the server would say to an object that takes the place of the one that is there. A controller may have written to that one
 * meanwhile; then its version is read again.
 */
export async function judgeUpdate(
  client: KubeClient,
  { kind, namespace, name }: LiveSubject,
  object: JsonMap,
): Promise<ServerVerdict> {
  const path = `${resourcePath(kind, namespace)}/${name}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { body } = await client.send({ method: 'GET', path });
    const { metadata } = body as { readonly metadata: { readonly resourceVersion: string } };
    const response = await client.send({
      method: 'PUT',
      path: `${path}?${STRICT_DRY_RUN}`,
      body: withVersion(object, metadata.resourceVersion),
    });
    if (response.status !== CONFLICT) return verdictOf(response);
  }
  throw new Error(`${kind} ${name} is written to all the time`);
}

function withVersion(object: JsonMap, resourceVersion: string): JsonMap {
  const { metadata } = object;
  return isMap(metadata) ? { ...object, metadata: { ...metadata, resourceVersion } } : object;
}

/** Runs a task for each item, as many at once as the client takes. */
export async function forEachInFlight<T>(
  items: readonly T[],
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const remaining = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of remaining) await task(item, index);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
