import { request as plainRequest } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';

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

/**
 * Asks an API server by server-side dry run, with all its webhooks, what it would say of objects. Nothing is changed.
 * The cluster is the current context of `KUBECONFIG`, of the user's kubeconfig, or the one that this runs in.
 *
 * @throws Error where there is no such cluster or it does not answer
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export async function serverDryRun(objects: readonly KubeObject[], signal: AbortSignal): Promise<ServerDryRun> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('there is no cluster in KUBECONFIG; set it, or choose a context');
  const access: Access = { server: cluster.server, options: {}, signal };
  await config.applyToHTTPSOptions(access.options);
  const plurals = new Map<string, ReadonlyMap<string, Resource>>();
  for (const version of new Set(objects.map(({ apiVersion }) => apiVersion))) {
    plurals.set(version, await resourcesOf(version, access));
  }
  const judged: Judged[] = [];
  // One after another: some are judged by what is there, and an order keeps the answers the same.
  for (const object of objects) {
    const resource = plurals.get(object.apiVersion)?.get(object.kind);
    judged.push({ object, verdict: await verdictOf(object, resource, access) });
  }
  return { server: cluster.server, judged };
}

interface Access {
  readonly server: string;
  readonly options: RequestOptions;
  readonly signal: AbortSignal;
}

interface Resource {
  readonly name: string;
  readonly namespaced: boolean;
}

async function resourcesOf(apiVersion: string, access: Access): Promise<ReadonlyMap<string, Resource>> {
  const { status, body } = await send({ method: 'GET', path: basePath(apiVersion) }, access);
  if (status === 404) return new Map();
  if (status !== 200)
    throw new Error(`${access.server} answered ${status} to ${basePath(apiVersion)}: ${messageOf(body)}`);
  const resources = listOf(body['resources']);
  return new Map(
    resources
      .filter(({ name }) => typeof name === 'string' && !name.includes('/'))
      .map(({ kind, name, namespaced }) => [String(kind), { name: String(name), namespaced: namespaced === true }]),
  );
}

async function verdictOf(object: KubeObject, resource: Resource | undefined, access: Access): Promise<DryRunVerdict> {
  if (resource === undefined) {
    return { kind: 'unknown', because: `the server has no ${object.kind} of ${object.apiVersion}` };
  }
  const { namespace, name } = object.metadata;
  const inside = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace ?? 'default')}` : '';
  const query = `dryRun=All&force=true&fieldValidation=Strict&fieldManager=${FIELD_MANAGER}`;
  const path = `${basePath(object.apiVersion)}${inside}/${resource.name}/${encodeURIComponent(name)}?${query}`;
  const { status, body, warnings } = await send({ method: 'PATCH', path, object }, access);
  if (status < 300) return { kind: 'accepted', warnings };
  const message = messageOf(body);
  if (status === 404) return { kind: 'unknown', because: message };
  if (status === 401 || status === 403 || status >= 500) {
    throw new Error(`${access.server} answered ${status} to ${describeObject(object)}: ${message}`);
  }
  const causes = listOf(mapOf(body['details'])['causes']).map(({ field, reason, message: text }) => ({
    field: textOf(field),
    reason: textOf(reason),
    message: textOf(text),
  }));
  return { kind: 'refused', message, causes };
}

function basePath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

interface Question {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly object?: KubeObject;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

function send({ method, path, object }: Question, { server, options, signal }: Access): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = server.startsWith('http:') ? plainRequest : secureRequest;
    const sent = request(`${server}${path}`, { ...options, method, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          body: jsonOf(text),
          warnings: warningsOf(response.headers.warning),
        });
      });
    });
    sent.setHeader('accept', 'application/json');
    if (object !== undefined) sent.setHeader('content-type', 'application/apply-patch+yaml');
    sent.on('error', (cause) => {
      reject(new Error(`${server} cannot be reached: ${cause.message}`, { cause }));
    });
    sent.end(object === undefined ? undefined : JSON.stringify(object));
  });
}

/** `299 - "text"`, several of them separated by commas. */
function warningsOf(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}

/** What is not JSON came from something between here and the API server; it is kept as a message. */
function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return mapOf(JSON.parse(text));
  } catch {
    return { message: text.slice(0, 200) };
  }
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(mapOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function messageOf({ message }: Readonly<Record<string, unknown>>): string {
  return typeof message === 'string' ? message : 'no reason given';
}
