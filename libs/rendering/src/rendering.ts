import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment, type Environment, type Finding, type LocateIn, type Problem } from '@postgres-ha/environment';
import type { ManifestFile, RenderedFile } from '@postgres-ha/kube-manifest';
import { clusterMonitoringFiles, environmentMonitoringFiles } from '@postgres-ha/monitoring';
import { platformFiles } from '@postgres-ha/platform';
import { admissionFindings } from './admission-findings.ts';
import type { EnvironmentSources } from './environment-sources.ts';

/** A difference between what an environment says and what was rendered from it. */
export interface Drift {
  readonly kind: 'missing' | 'edited' | 'extra';
  readonly path: string;
}

/** What rendering an environment comes to: its files, how they differ from those on disk, and what the rules say of it. */
export interface Rendering {
  readonly environment: Environment;
  readonly files: readonly RenderedFile[];
  readonly findings: readonly Finding[];
  readonly drift: readonly Drift[];
  readonly leftovers: readonly string[];
  readonly locate: LocateIn;
}

/** Every rendered file of an environment. */
export function environmentFiles(environment: Environment): readonly RenderedFile[] {
  return [
    ...platformFiles(environment),
    ...environmentMonitoringFiles(environment),
    ...environment.clusters.flatMap((cluster) => [
      ...clusterFiles(cluster, environment),
      ...clusterMonitoringFiles(cluster, environment),
    ]),
  ];
}

/** Renders an environment in memory and compares it with what is on disk; nothing is written. */
export function renderEnvironment({
  files: sources,
  rendered,
  leftovers,
  others,
}: EnvironmentSources): Rendering | readonly Problem[] {
  const reading = readEnvironment(sources);
  if (reading.kind === 'refused') return reading.problems;
  const { environment, locate } = reading;
  const files = environmentFiles(environment);
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  const admission = environment.clusters.flatMap((cluster) => {
    const objects = folders.get(cluster.directory)?.flatMap((file) => file.objects) ?? [];
    return admissionFindings(objects, { cluster, locate, operator: environment.operator.version });
  });
  const denials = admission.filter(({ level }) => level === 'error').map(({ problem }) => problem);
  if (denials.length > 0) return denials;
  const findings = [...reading.findings, ...admission];
  const inTheWay = files.filter(({ path }) => others.has(path)).map(({ path }) => foreignFile(path));
  if (inTheWay.length > 0) return inTheWay;
  return { environment, files, findings, drift: driftBetween(files, rendered), leftovers, locate };
}

function driftBetween(wanted: readonly ManifestFile[], found: readonly ManifestFile[]): readonly Drift[] {
  const onDisk = new Map(found.map(({ path, text }) => [path, text]));
  const expected = new Set(wanted.map(({ path }) => path));
  const changed = wanted.flatMap(({ path, text }): Drift[] => {
    const existing = onDisk.get(path);
    if (existing === text) return [];
    return [{ kind: existing === undefined ? 'missing' : 'edited', path }];
  });
  return [
    ...changed,
    ...found.filter(({ path }) => !expected.has(path)).map(({ path }): Drift => ({ kind: 'extra', path })),
  ];
}

/** Nothing is ever written over what does not say that it was rendered. */
function foreignFile(file: string): Problem {
  return {
    id: 'foreign-file',
    file,
    line: 1,
    column: 1,
    at: '',
    found: 'something that does not say it was rendered',
    expected: 'a rendered file, or nothing',
    remedy: 'Move it away if it is yours, or delete it; then run `npm run render`.',
  };
}
