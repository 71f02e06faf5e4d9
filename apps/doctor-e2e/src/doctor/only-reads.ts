import type { ApiRequest } from '../world/api-recorder.ts';

/** What the doctor's own Jobs are labelled with. */
export const JOB_LABEL = 'app.kubernetes.io/managed-by=postgres-ha-doctor';

/** What of these requests could have changed something, less what the doctor may do: ask for rights, run in a pod, and make and remove its Job. */
export function writes(requests: readonly ApiRequest[]): readonly string[] {
  return requests.filter((request) => !allowed(request)).map(({ method, path }) => `${method} ${path}`);
}

function allowed(request: ApiRequest): boolean {
  const { method, path, query, channel } = request;
  if (query.get('dryRun') === 'All') return true;
  if (/\/pods\/[^/]+\/exec$/.test(path)) return true;
  // a server's certificate is shown before anybody logs in
  if (path.endsWith('/portforward')) return query.get('ports') === '5432';
  if (/\/pods\/[^/]+\/attach$/.test(path)) return false;
  if (channel) return false;
  if (method === 'GET' || method === 'HEAD') return true;
  if (method === 'POST' && /^\/apis\/authorization\.k8s\.io\/v1\/(?:self|local)?subjectaccessreviews$/.test(path))
    return true;
  if (
    method === 'POST' &&
    /^\/apis\/authorization\.k8s\.io\/v1\/namespaces\/[^/]+\/localsubjectaccessreviews$/.test(path)
  )
    return true;
  if (method === 'POST' && path.endsWith('/jobs')) return hasJobLabel(request.body);
  return method === 'DELETE' && /^\/apis\/batch\/v1\/namespaces\/[^/]+\/jobs\/[^/]+-doctor-[^/]+$/.test(path);
}

function hasJobLabel(body: string): boolean {
  const [label = '', value = ''] = JOB_LABEL.split('=');
  const { metadata } = JSON.parse(body) as {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  };
  return metadata.labels?.[label] === value;
}

/** The programs and their arguments that were run in pods. */
export function commandsInPods(requests: readonly ApiRequest[]): readonly (readonly string[])[] {
  return requests.filter(({ path }) => path.endsWith('/exec')).map(({ query }) => query.getAll('command'));
}
