import { intentPlace } from '@postgres-ha/database-cluster';
import { formatKeyPath, formatProblem, type Problem } from '@postgres-ha/environment';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import type { Judged } from '@postgres-ha/kube-api';
import { EXIT_CODES, type ExitCode, type Outcome } from '@postgres-ha/command-line';
import type { Rendering } from '@postgres-ha/rendering';
import { check } from './check.ts';
import { renderRepository } from './render-repository.ts';

/** How long all of the server's answers may take. */
const PATIENCE_MS = 120_000;
/** These go to the Kubernetes where Argo CD runs, which may be another one. */
const DELIVERED_BY = 'postgres-ha.io/delivered-by';

/**
 * What `check` says, and what the cluster in KUBECONFIG says of the same objects by server-side dry run: it knows what is there, which no
 * look from here does. Changes nothing.
 */
export async function checkServer(root: string, names: readonly string[]): Promise<Outcome> {
  const offline = check(root, names);
  if (offline.code === EXIT_CODES.badInput) return offline;
  const result = renderRepository(root, names);
  if (result.kind === 'refused') return offline;
  const [rendering, ...others] = result.renderings;
  if (rendering === undefined || others.length > 0) return oneEnvironment(result.renderings);
  const objects = rendering.files
    .flatMap((file) => file.objects)
    .filter(({ metadata }) => metadata.labels?.[DELIVERED_BY] === undefined);
  // What speaks to Kubernetes is large, and only this command needs it.
  const { serverDryRun } = await import('@postgres-ha/kube-api');
  const { server, judged } = await serverDryRun(objects, AbortSignal.timeout(PATIENCE_MS));
  const refusals = judged.flatMap((one) => refusalsOf(one, rendering));
  const warnings = judged.flatMap(({ object, verdict }) =>
    verdict.kind === 'accepted' ? verdict.warnings.map((text) => `warning: ${describeObject(object)}: ${text}`) : [],
  );
  const unknown = judged.flatMap(({ object, verdict }) =>
    verdict.kind === 'unknown' ? [`unknown: ${describeObject(object)}: ${verdict.because}`] : [],
  );
  const accepted = judged.filter(({ verdict }) => verdict.kind === 'accepted').length;
  const summary = `${server} takes ${accepted} of ${judged.length} objects, refuses ${judged.filter(({ verdict }) => verdict.kind === 'refused').length}, and cannot say of ${unknown.length}.`;
  return {
    code: worst(offline.code, refusals.length > 0, unknown.length > 0),
    text: [offline.text, ...refusals.map(formatProblem), ...warnings, ...unknown, summary].join('\n'),
    json: { ...(offline.json as object), server: { address: server, accepted, refusals, warnings, unknown } },
  };
}

function worst(offline: ExitCode, refused: boolean, unknown: boolean): ExitCode {
  if (refused) return EXIT_CODES.finding;
  return unknown ? EXIT_CODES.couldNotLook : offline;
}

function oneEnvironment(renderings: readonly Rendering[]): Outcome {
  const names = renderings.map(({ environment }) => environment.name).join(', ');
  const text = `check --server: found ${renderings.length} environments (${names}), expected one: KUBECONFIG is one cluster, and an environment is one cluster. Name the environment.`;
  return { code: EXIT_CODES.badInput, text, json: { problem: text } };
}

function refusalsOf({ object, verdict }: Judged, rendering: Rendering): readonly Problem[] {
  if (verdict.kind !== 'refused') return [];
  const causes = verdict.causes.length > 0 ? verdict.causes : [{ field: '', reason: '', message: verdict.message }];
  return causes.map(({ field, message }) => {
    const where = placeOf(object, stepsOf(field), rendering);
    return {
      id: 'server-refused',
      ...where,
      found: `${message} (${field === '' ? '' : `${field} of `}${describeObject(object)})`,
      expected: 'what the API server takes',
    };
  });
}

/** The line that people wrote, where the object belongs to a cluster; else their environment. */
function placeOf(
  object: KubeObject,
  path: readonly (string | number)[],
  { environment, files, locate }: Rendering,
): Pick<Problem, 'at' | 'column' | 'file' | 'line'> {
  const file = files.find(({ objects }) => objects.includes(object));
  const cluster = environment.clusters.find(({ directory }) => file?.path.startsWith(`${directory}/`) === true);
  if (cluster === undefined) return { ...locate(undefined)([]), at: '' };
  const place = intentPlace(object, path, cluster);
  return {
    ...locate(place.in === 'cluster' ? cluster.name : undefined)(place.path),
    at: formatKeyPath(place.path),
  };
}

/** A field as the API server prints it, in steps; a key with dots in it comes apart, and its nearest ancestor is found. */
function stepsOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key = '']) =>
    index === undefined ? key : Number(index),
  );
}
