import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import { isList, isMap, type Json, type JsonMap } from '../object/json.ts';
import { judgeCreation } from './judge.ts';
import type { KubeClient } from './kube-client.ts';

/** An object that only a relaxed schema takes. */
export interface MalformedObject {
  readonly kind: JudgedKind;
  readonly object: JsonMap;
}

export interface RelaxOptions {
  /** Tell by being accepted and refused whether the server judges by the relaxed schemas: at most one of a kind is asked. */
  readonly malformed: readonly MalformedObject[];
  /** An empty namespace that they may be said to be created in. */
  readonly namespace: string;
}

/**
 * Does something while the kinds of the given objects have schemas without bounds, enums, patterns, expressions and keyed lists, as an
 * older version of a CRD might; then puts the schemas back.
 */
export async function withRelaxedSchemas<T>(
  client: KubeClient,
  options: RelaxOptions,
  work: () => Promise<T>,
): Promise<T> {
  const probes = [...new Map(options.malformed.map((object) => [object.kind, object])).values()];
  const served = await Promise.all(probes.map(({ kind }) => read(client, kind)));
  try {
    await Promise.all(served.map((crd) => write(client, crd, relaxed(crd['spec'] ?? null))));
    await untilAnswered(client, probes, { ...options, answer: 'accepted' });
    return await work();
  } finally {
    await Promise.all(served.map((crd) => write(client, crd, crd['spec'] ?? null)));
    await untilAnswered(client, probes, { ...options, answer: 'refused' });
  }
}

const DROPPED: ReadonlySet<string> = new Set([
  'enum',
  'format',
  'maxLength',
  'maximum',
  'minLength',
  'minimum',
  'pattern',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-validations',
]);

/** Keywords stand beside each other in a schema, and fields below `properties`, where a name may be that of a keyword. */
function relaxed(value: Json, areNames = false): Json {
  if (isList(value)) return value.map((item) => relaxed(item));
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key]) => areNames || !DROPPED.has(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, relaxed(child, !areNames && key === 'properties')]));
}

function pathOf(kind: string): string {
  const { apiVersion, plural } = CRDS[kind as JudgedKind];
  const [group = ''] = apiVersion.split('/');
  return `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${group}`;
}

async function read(client: KubeClient, kind: JudgedKind): Promise<JsonMap> {
  const { body } = await client.send({ method: 'GET', path: pathOf(kind) });
  if (!isMap(body)) throw new Error(`no CRD of ${kind}`);
  return body;
}

async function write(client: KubeClient, crd: JsonMap, spec: Json): Promise<void> {
  const kind = (crd['spec'] as { readonly names: { readonly kind: JudgedKind } }).names.kind;
  const { body: now } = await client.send({ method: 'GET', path: pathOf(kind) });
  const { status, body } = await client.send({
    method: 'PUT',
    path: pathOf(kind),
    body: { ...(now as JsonMap), spec },
  });
  if (status !== 200) throw new Error(`the CRD of ${kind}: ${JSON.stringify(body).slice(0, 500)}`);
}

const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

async function untilAnswered(
  client: KubeClient,
  probes: readonly MalformedObject[],
  { namespace, answer }: { readonly namespace: string; readonly answer: 'accepted' | 'refused' },
): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (const { kind, object } of probes) {
    while ((await judgeCreation(client, kind, { namespace, object })).kind !== answer) {
      if (performance.now() > until) throw new Error(`${kind} is not ${answer} by the changed schema`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
