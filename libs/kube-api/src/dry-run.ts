import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import { mayDo } from './access-review.ts';
import { answered, faultOf, shortened, type Answer } from './answer.ts';
import { chooseConnection, type KubeConnection } from './connection.ts';
import { servedResources } from './discovery.ts';
import { fieldsOf, listOf, messageOf, parseFields, textOf } from './json.ts';
import { pathOf, type Place, type ResourceType } from './resource.ts';
import { send, type Patience } from './send.ts';

/** What an API server would say of an object that is applied to it. */
export type DryRunVerdict =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string; readonly causes: readonly Cause[] }
  /** The server does not know the kind, or the namespace is not there yet: it cannot say. */
  | { readonly kind: 'unknown'; readonly because: string };

/** One fault, at a field that the server names: `spec.storage.size`. */
export interface Cause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

export interface Judged {
  readonly object: KubeObject;
  readonly verdict: DryRunVerdict;
}

export interface ServerDryRun {
  /** The server that answered, as the kubeconfig names it. */
  readonly server: string;
  readonly judged: readonly Judged[];
}

/** Who applies, as Kubernetes records it; a dry run records nothing. */
const FIELD_MANAGER = 'postgres-ha-check';
/** Webhooks may take ten seconds each. */
const TIMEOUT_MS = 60_000;

/**
 * Asks an API server by server-side dry run, with all its webhooks, what it would say of objects. Nothing is changed.
 * The cluster is the current context of `KUBECONFIG`, of the user's kubeconfig, or the one that this runs in.
 *
 * @throws Error where there is no such cluster or it does not answer
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export async function serverDryRun(objects: readonly KubeObject[], signal: AbortSignal): Promise<ServerDryRun> {
  const chosen = await chooseConnection({}, signal);
  if (chosen.kind === 'refused') throw new Error(chosen.problem);
  const { connection } = chosen;
  const judged = await dryRun(connection, objects, signal);
  if (judged.kind !== 'answered') throw new Error(judged.detail);
  return { server: connection.server, judged: judged.value };
}

/** The same, of an API server that is known; a fault where it does not answer, or says nothing of the objects. */
export async function dryRun(
  connection: KubeConnection,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<Answer<readonly Judged[]>> {
  const types = new Map<string, ReadonlyMap<string, ResourceType>>();
  for (const version of new Set(objects.map(({ apiVersion }) => apiVersion))) {
    const served = await servedResources(connection, version, { signal });
    if (served.kind !== 'answered') return served;
    types.set(version, served.value);
  }
  const judged: Judged[] = [];
  // One after another: some are judged by what is there, and an order keeps the answers the same.
  for (const object of objects) {
    const type = types.get(object.apiVersion)?.get(object.kind);
    const verdict = await verdictOf(object, { type, connection, signal });
    if (verdict.kind !== 'answered') return { ...verdict, detail: `${describeObject(object)}: ${verdict.detail}` };
    judged.push({ object, verdict: verdict.value });
  }
  return answered(judged);
}

interface Asked {
  readonly type: ResourceType | undefined;
  readonly connection: KubeConnection;
  readonly signal: AbortSignal;
}

async function verdictOf(object: KubeObject, { type, connection, signal }: Asked): Promise<Answer<DryRunVerdict>> {
  if (type === undefined) {
    return answered({ kind: 'unknown', because: `the server has no ${object.kind} of ${object.apiVersion}` });
  }
  const { namespace = 'default', name } = object.metadata;
  const query = { dryRun: 'All', force: 'true', fieldValidation: 'Strict', fieldManager: FIELD_MANAGER };
  const sent = await send(
    connection,
    {
      method: 'PATCH',
      path: pathOf(type, { namespace, name, query }),
      contentType: 'application/apply-patch+yaml',
      body: JSON.stringify(object),
    },
    { signal, timeoutMs: TIMEOUT_MS },
  );
  if (sent.kind !== 'answered') return sent;
  const { status, text, warnings } = sent.value;
  if (status < 300) return answered({ kind: 'accepted', warnings });
  const message = messageOf(text);
  if (status === 404) return answered({ kind: 'unknown', because: message });
  if (status === 401 || status === 403 || status === 429 || status >= 500) return faultOf(status, message);
  const causes = listOf(fieldsOf(parseFields(text)?.['details'])['causes']).map(({ field, reason, message: said }) => ({
    field: textOf(field),
    reason: textOf(reason),
    message: textOf(said),
  }));
  return answered({ kind: 'refused', message, causes });
}

/**
 * Asks what the API server and its webhooks think of an object as it stands, by a dry run that changes nothing of it.
 * It takes the right to patch such objects; where that is missing, `forbidden` says so.
 */
export async function dryRunAsItStands(
  connection: KubeConnection,
  { type, namespace, name }: Place & { readonly type: ResourceType; readonly name: string },
  patience: Patience,
): Promise<Answer<AsItStands>> {
  const path = pathOf(type, { namespace, name, query: { dryRun: 'All', fieldManager: FIELD_MANAGER } });
  const question = { method: 'PATCH', path, contentType: 'application/merge-patch+json', body: '{}' } as const;
  const group = type.apiVersion.includes('/') ? (type.apiVersion.split('/')[0] ?? '') : '';
  const access = { verb: 'patch', group, resource: type.plural, namespace: namespace ?? '' };
  // A webhook that denies and an authorizer that denies answer with the same status.
  const may = await mayDo(connection, { who: undefined, access }, patience);
  if (may.kind !== 'answered') return may;
  if (!may.value) return { kind: 'forbidden', detail: `no right to patch ${type.plural}`, status: null };
  const sent = await send(connection, question, patience);
  if (sent.kind !== 'answered') return sent;
  const { status, text, warnings } = sent.value;
  if (status < 300) return answered({ kind: 'accepted', warnings });
  if (status === 404 || status === 401 || status === 429) return faultOf(status, messageOf(text));
  const message = shortened(messageOf(text));
  return answered(status >= 500 ? { kind: 'failed', code: status, message } : { kind: 'refused', message });
}

export type AsItStands =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string }
  /** A webhook could not be asked. */
  | { readonly kind: 'failed'; readonly code: number; readonly message: string };
