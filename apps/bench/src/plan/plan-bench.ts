import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { runProcess, startWarmProcess, type WarmProcess } from '../render/child-process.ts';
import { BOT, makeFleet, type Fleet } from './fleets.ts';
import { proposeBlobByBlob, throttlingVersion } from './pull-request/blob-by-blob.ts';
import { changeOf } from './pull-request/change.ts';
import { proposeInFourWrites } from './pull-request/ours.ts';
import { startProposals } from './pull-request/proposals.ts';
import { expectPlanIsWhatIsRendered } from './same-as-rendered.ts';
import { proposing, series, type Series } from './series.ts';

/** How long the bot thinks about one command, and how long it takes to open the pull request. */
export const planBench: Bench = {
  summary: 'one change planned in many clusters; a pull request of 40 files, beside uploading them one by one',
  run: compare,
};

/** What was promised, for that many clusters. */
const TARGETS = { clusters: 1000, planMs: 1000, writes: 4 } as const;
const WHO = 'postgres-ha';
const ENVIRONMENTS = 10;
/** Of the pull request: two of each of half as many clusters. */
const MOST_FILES = 40;
/** Plans of each round in a process that is warm, each of another cluster. */
const PLANS = 20;

async function compare({ clusters, rounds }: BenchOptions): Promise<BenchReport> {
  using place = mkdtempDisposableSync(join(tmpdir(), 'postgres-ha-bench-'));
  const many = makeFleet(join(place.path, 'many'), { environments: ENVIRONMENTS, clusters });
  const one = makeFleet(join(place.path, 'one'), { environments: 1, clusters });
  for (const { root, clusters: names } of [many, one]) await expectPlanIsWhatIsRendered(root, names[0] ?? '');
  await using warmMany = await startPlanning(many.root, many.clusters);
  await using warmOne = await startPlanning(one.root, one.clusters);
  await using warmAll = await startPlanning(one.root, ['fleet-0']);
  const files = Math.min(MOST_FILES, 2 * clusters);
  await using proposals = await startProposals(changeOf(one.root, { environment: 'fleet-0', files }));

  const targetMs = clusters === TARGETS.clusters ? TARGETS.planMs : undefined;
  const among = { many: `${ENVIRONMENTS} environments`, one: 'one environment' };
  const peer = `plugin-throttling ${throttlingVersion()}`;
  const all = [
    warm({ what: `scale planned, warm, ${among.many}`, targetMs }, times(PLANS, warmMany.run)),
    warm({ what: `scale planned, warm, ${among.one}`, targetMs }, times(PLANS, warmOne.run)),
    series({ who: WHO, what: `gitops-bot plan, cold, ${among.many}`, targetMs, run: times(1, cold(many)) }),
    series({ who: WHO, what: `gitops-bot plan, cold, ${among.one}`, targetMs, run: times(1, cold(one)) }),
    series({
      who: WHO,
      what: `minor release for all ${clusters} planned, warm`,
      targetMs: undefined,
      run: times(1, warmAll.run),
    }),
    proposing({ who: WHO, what: 'one tree, commit, ref', files, most: TARGETS.writes }, proposals, proposeInFourWrites),
    proposing({ who: peer, what: 'a blob for each, tree, commit, ref', files }, proposals, proposeBlobByBlob),
  ];
  for (let round = 1; round <= rounds; round += 1) {
    for (const { what, take } of all) {
      process.stderr.write(`round ${round} of ${rounds}: ${what}\n`);
      await take();
    }
  }
  if (proposals.trees.size !== 1) throw new Error('not everybody proposed the same files');
  return {
    title: `plan: one change among ${clusters} clusters, and a pull request of ${files} files`,
    results: all.flatMap(({ results }) => results()),
    notes: NOTES,
  };
}

const NOTES = [
  'planned: the commit is read from Git anew each time, the file is edited, what it renders to is compared with what is committed, and the change is judged by all rules with known facts. Each time it is another cluster. Carried out, it changes one line of what people wrote, and check finds nothing to render.',
  'minor release: one line of environment.yaml, which changes what is rendered for every cluster. warm: a process that did the same for 5 s before; it keeps nothing between plans. cold: a new process, its start included, that prints the whole pull request.',
  'the pull requests are made on the same fake GitHub on loopback, in turn. What takes the time is the pace: GitHub asks for a second between writes, and both keep to it.',
  'a blob for each file is how create-pull-request makes signed commits, with the same throttling; here without its limit of eight at once, which makes no difference at that pace. All proposed commits had the same tree.',
];

/** With its tail. */
function warm(
  named: { readonly what: string; readonly targetMs: number | undefined },
  run: () => Promise<readonly number[]>,
): Series {
  return series({ who: WHO, ...named, tail: true, run });
}

function startPlanning(root: string, names: readonly string[]): Promise<WarmProcess> {
  return startWarmProcess(join(import.meta.dirname, 'processes/plan.ts'), [root, ...names]);
}

function times(count: number, run: () => Promise<{ readonly kind: string; readonly ms?: number }>) {
  return async (): Promise<readonly number[]> => {
    const taken: number[] = [];
    for (let index = 0; index < count; index += 1) taken.push((await run()).ms ?? NaN);
    return taken;
  };
}

/** The program as a person starts it on a checkout. */
function cold({ root, clusters }: Fleet): () => Promise<{ readonly kind: 'done'; readonly ms: number }> {
  let turn = 0;
  return () => {
    const cluster = clusters[(turn * 37) % clusters.length] ?? '';
    turn += 1;
    const { ms } = runProcess(process.execPath, [BOT, 'plan', `/scale ${cluster} instances=4`, '--root', root]);
    return Promise.resolve({ kind: 'done', ms });
  };
}
