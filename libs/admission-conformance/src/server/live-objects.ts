import type { Base } from '../bases/base.ts';
import { withoutIdentity, type UpdateBase } from '../cases/update-base.ts';
import { isMap, valueAt, type Json, type JsonMap } from '../object/json.ts';
import { mergePatch, patched } from '../object/object-patch.ts';
import { forEachInFlight, resourcePath, type LiveSubject } from './judge.ts';
import type { KubeClient } from './kube-client.ts';

/** An object to be there before it is updated. */
export interface Prepared extends Base {
  /** What its controller would have written. */
  readonly status?: JsonMap;
}

export interface LiveObject {
  readonly base: UpdateBase;
  readonly subject: LiveSubject;
}

/** Keeps the operator from writing to what is made here, for the kinds that ask for it. */
const LEFT_ALONE = { metadata: { annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } } };

/** Makes objects for real, each in a namespace of its own named for its position: `<prefix>-<position>`. */
export async function makeLive(
  client: KubeClient,
  prepared: readonly Prepared[],
  { prefix }: { readonly prefix: string },
): Promise<readonly LiveObject[]> {
  const live: LiveObject[] = [];
  await forEachInFlight(prepared, async ({ name, kind, object, status }, index) => {
    const namespace = `${prefix}-${index}`;
    await makeNamespace(client, namespace);
    const applied = patched(object, mergePatch(object, LEFT_ALONE));
    const path = resourcePath(kind, namespace);
    let stored = await written(client, { method: 'POST', path, body: applied });
    const subject = { kind, namespace, name: nameOf(stored) };
    if (status !== undefined) {
      const body = { ...stored, status };
      stored = await written(client, { method: 'PUT', path: `${path}/${subject.name}/status`, body });
    }
    const { status: controllers, ...rest } = stored;
    const kept: JsonMap = status === undefined || controllers === undefined ? rest : { ...rest, status: controllers };
    live[index] = { base: { name, kind, applied, stored: withoutIdentity(kept) }, subject };
  });
  return live;
}

export async function makeNamespace(client: KubeClient, name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await written(client, { method: 'POST', path: '/api/v1/namespaces', body });
}

async function written(
  client: KubeClient,
  request: { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: Json },
): Promise<JsonMap> {
  const { status, body } = await client.send(request);
  if (status > 299 || !isMap(body)) throw new Error(`${request.path}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}

function nameOf(object: JsonMap): string {
  const name = valueAt(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}
