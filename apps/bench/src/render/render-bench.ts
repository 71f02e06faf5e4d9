import { mkdtempDisposableSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { measure, type Result } from '../rounds.ts';
import { cdk8sCold, cdk8sWarm, prepareSynthesis, startCdk8s, synthesizedObjects } from './cdk8s.ts';
import { builtObjects, findKubectl, kustomizeContenders, prepareKustomizations } from './kustomize.ts';
import { writeManyClusters } from './many-clusters.ts';
import { oursCold, oursWarm, renderAll, startOurs } from './ours.ts';
import { renderedGroups, type Group } from './rendered-groups.ts';
import { expectSameObjects } from './same-objects.ts';

/** Rendering and checking many clusters, beside cdk8s and kustomize making the same objects. */
export const renderBench: Bench = {
  summary: 'many clusters rendered and checked, beside cdk8s synthesizing and kustomize building the same objects',
  run: compare,
};

/** What was promised, for that many clusters. */
const TARGETS = { clusters: 1000, coldMs: 2000, warmMs: 1000 } as const;

async function compare({ clusters, rounds }: BenchOptions): Promise<BenchReport> {
  using place = mkdtempDisposableSync(join(tmpdir(), 'postgres-ha-bench-'));
  const root = join(place.path, 'repository');
  writeManyClusters(root, clusters);
  renderAll(root);
  const groups = renderedGroups(root);
  const synthesis = prepareSynthesis(place.path, groups);
  const kustomizations = prepareKustomizations(join(place.path, 'kustomize'), groups);
  const kubectl = findKubectl(process.env);

  await using ours = await startOurs(root);
  await using cdk8s = await startCdk8s(synthesis);
  const targets = clusters === TARGETS.clusters ? TARGETS : undefined;
  const results = await measure(
    [
      ...oursCold(root, targets?.coldMs),
      oursWarm(ours, targets?.warmMs),
      cdk8sCold(synthesis),
      cdk8sWarm(cdk8s),
      ...(kubectl === undefined ? [] : kustomizeContenders(kubectl, kustomizations)),
    ],
    rounds,
  );

  const wanted = groups.flatMap(({ objects }) => objects);
  expectSameObjects('cdk8s', wanted, synthesizedObjects(synthesis));
  for (const built of kubectl === undefined ? [] : builtObjects(kustomizations))
    expectSameObjects('kustomize', wanted, built);
  return {
    title: titleOf(clusters, groups),
    results: kubectl === undefined ? [...results, NO_KUBECTL] : results,
    notes: [sameObjects(wanted.length, kubectl), ...NOTES],
  };
}

const NO_KUBECTL: Result = {
  who: 'kubectl kustomize',
  what: 'build',
  kind: 'skipped',
  because: 'kubectl not found in $RIG_BIN, in ~/.cache/postgres-ha-rig/bin or on the PATH',
};

const NOTES = [
  'postgres-ha does more: it reads and validates what people wrote (YAML, schema, rules), makes the objects out of it, and compares their text with every file on disk. cdk8s is handed the finished objects, and reading them is not counted; it names charts, sorts keys and writes YAML. kustomize parses finished YAML and writes it again.',
  'Where nothing had changed, rendering touched nothing: after every such run each file and folder had the identity, the size and the times that it had before.',
  'cold: a new process, its start included. warm: a process that did the same work for 5 s before; postgres-ha keeps nothing between runs.',
];

function sameObjects(count: number, kubectl: string | undefined): string {
  const who = kubectl === undefined ? 'cdk8s' : 'cdk8s and kustomize';
  return `The same work: after the last round, what ${who} wrote was read back and was equal, object by object, to all ${count} objects of postgres-ha.`;
}

function titleOf(clusters: number, groups: readonly Group[]): string {
  const files = groups.flatMap((group) => group.files);
  const objects = groups.reduce((sum, group) => sum + group.objects.length, 0);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return `render: ${clusters} clusters, ${objects} objects in ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB of YAML`;
}
