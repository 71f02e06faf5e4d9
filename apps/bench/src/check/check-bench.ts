import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJudged } from '@postgres-ha/admission';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { runProcess, startWarmProcess } from '../render/child-process.ts';
import { writeManyClusters } from '../render/many-clusters.ts';
import { renderAll } from '../render/ours.ts';
import { renderedGroups } from '../render/rendered-groups.ts';
import { measure, type Contender } from '../rounds.ts';
import { change, clusterFilesOf, commitAll } from './fleet.ts';

/** Checking a fleet and what changes do to it, beside another library that validates the same objects. */
export const checkBench: Bench = {
  summary:
    'one change, and all changes, in many clusters: admission and impact, beside validation by kubernetes-models',
  run: compare,
};

/** What was promised, for that many clusters. */
const TARGETS = { clusters: 1000, oneMs: 1000, allMs: 3000 } as const;
const WHO = 'postgres-ha';
const PROGRAM = join(import.meta.dirname, '../../../render/src/main.ts');

async function compare({ clusters, rounds }: BenchOptions): Promise<BenchReport> {
  using place = mkdtempDisposableSync(join(tmpdir(), 'postgres-ha-bench-'));
  const one = fleet(join(place.path, 'one'), clusters);
  const all = fleet(join(place.path, 'all'), clusters);
  const [first = ''] = clusterFilesOf(one);
  change(first);
  clusterFilesOf(all).forEach(change);

  const judged = renderedGroups(all)
    .flatMap(({ objects }) => objects)
    .filter((object) => isJudged(object as never));
  const objects = join(place.path, 'objects.json');
  writeFileSync(objects, JSON.stringify(judged));
  // The other library has no models of the Barman Cloud plugin.
  const modelled = judged.filter(({ apiVersion }) => apiVersion.startsWith('postgresql.cnpg.io/'));
  const models = join(place.path, 'models.json');
  writeFileSync(models, JSON.stringify(modelled));

  const processes = join(import.meta.dirname, 'processes');
  await using warmOne = await startWarmProcess(join(processes, 'diff.ts'), [one]);
  await using warmAll = await startWarmProcess(join(processes, 'diff.ts'), [all]);
  await using admission = await startWarmProcess(join(processes, 'admission.ts'), [objects]);
  await using peer = await startWarmProcess(join(processes, 'kubernetes-models.ts'), [models]);
  const targets = clusters === TARGETS.clusters ? TARGETS : undefined;
  const results = await measure(
    [
      cold('diff, cold, one of them changed', ['diff', 'main', '--root', one], targets?.oneMs),
      { who: WHO, what: 'diff, warm, one of them changed', targetMs: targets?.oneMs, run: warmOne.run },
      cold('check, cold, all of them', ['check', '--root', one], targets?.allMs),
      cold('diff, cold, all of them changed', ['diff', 'main', '--root', all], targets?.allMs),
      { who: WHO, what: 'diff, warm, all of them changed', targetMs: targets?.allMs, run: warmAll.run },
      { who: WHO, what: `admission alone, warm, ${judged.length} objects, old and new`, run: admission.run },
      { who: 'kubernetes-models', what: `validate, warm, ${modelled.length} objects`, run: peer.run },
    ],
    rounds,
  );
  return {
    title: `check: ${clusters} clusters, ${judged.length} objects that CloudNativePG or its plugin judge`,
    results,
    notes: NOTES,
  };
}

const NOTES = [
  'diff reads what people wrote at the base and now, renders both, compares the base with what was committed as rendered, judges each object that differs, and the step to it, by every rule, and says what the change does. check renders, compares with every file on disk, and judges one state.',
  'kubernetes-models validates by the schema alone: no expressions, no rules of the webhooks, no old state; unknown fields, a wrong quantity and more synchronous standbys than instances pass it.',
  'cold: a new process, its start included. warm: a process that did the same work for 5 s before; postgres-ha keeps nothing between runs.',
];

/** A repository of that many clusters, rendered and committed. */
function fleet(root: string, clusters: number): string {
  writeManyClusters(root, clusters);
  renderAll(root);
  commitAll(root);
  return root;
}

/** Stale rendered files are what `check` finds where something changed, so it may end with 1. */
function cold(what: string, args: readonly string[], targetMs: number | undefined): Contender {
  return {
    who: WHO,
    what,
    targetMs,
    run: () => ({ kind: 'done', ms: runProcess(process.execPath, [PROGRAM, ...args], [0, 1]).ms }),
  };
}
