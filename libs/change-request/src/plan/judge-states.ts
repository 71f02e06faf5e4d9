import {
  changedObjects,
  clusterChange,
  NO_ENVIRONMENT,
  renderedState,
  type ClusterChange,
  type RenderedState,
} from '@postgres-ha/cluster-change';
import { readYamlSource, type Finding, type Problem } from '@postgres-ha/environment';
import type { Drift } from '@postgres-ha/rendering';
import type { Judgement, Override, PlannedFile } from './change-plan.ts';
import { changedPaths, touchedEnvironments, type TouchedEnvironment } from './changed-paths.ts';
import { committedRendering, driftOf, inTheWay } from './committed-rendering.ts';
import { environmentIndex, environmentPath } from './environment-index.ts';
import { factsOf, type FactsSource } from './facts-source.ts';
import { archivesTaken, crossesClusters, movedArchives } from './crossing.ts';
import { MAX_FILE_BYTES, MAX_PROBLEMS, strangeHead, unreadable } from './head-limits.ts';
import { judgementOf, newFindings } from './judgement.ts';
import { differing, folderOf, objectsThere, renderedChanges } from './rendered-changes.ts';
import { readingOf, type Reading } from './reading.ts';
import type { RepositoryState } from './repository-state.ts';
import { selectedFiles, type Wanted } from './selection.ts';

/** A change that anybody made, as two states of the repository, and what it is judged by. */
export interface StatesOptions {
  /** What it grew from: the commit that the default branch and the pull request have in common. */
  readonly base: RepositoryState;
  readonly head: RepositoryState;
  readonly facts: FactsSource;
  readonly now: Date;
  readonly overrides?: readonly Override[];
  /** Login of whoever made it, who cannot override its rules. */
  readonly requestedBy?: string | undefined;
  readonly signal: AbortSignal;
}

export type Review = StatesJudgement | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** What a change does, and what is missing in it. */
export interface StatesJudgement extends Judgement {
  readonly kind: 'judged';
  /** Rendered files of the head that are not what its files of people come to. */
  readonly drift: readonly Drift[];
  /** What rendering would change at the head: what `/render` commits. */
  readonly rendered: readonly PlannedFile[];
}

/**
 * Reads a change of two states. What runs afterwards is taken to be what the files of people come to at the head; where the rendered files say
 * something else, that is drift and is denied. Nothing of the head is trusted: what cannot be read is a problem with its place.
 *
 * @throws what reading throws, and nothing else for any content of the head
 */
export async function judgeStates(options: StatesOptions): Promise<Review> {
  const { base, head, signal } = options;
  const paths = changedPaths(base, head);
  const strange = strangeHead(paths, { base, head });
  if (strange.length > 0) return { kind: 'refused', problems: strange };
  const sides = { base: environmentIndex(base), head: environmentIndex(head) };
  const readings = { base: readingOf(base, signal), head: readingOf(head, signal) };
  const judged: JudgedEnvironment[] = [];
  const problems: Problem[] = [];
  for (const touched of touchedEnvironments(paths, sides)) {
    const one = await judgedEnvironment(touched, readings, head.irregular);
    if ('problems' in one) problems.push(...one.problems);
    else judged.push(one);
  }
  const moved = judged.map(movedArchives).filter((environment) => environment !== undefined);
  problems.push(...(await archivesTaken(moved, sides.head, readings.head)));
  if (problems.length > 0) return { kind: 'refused', problems: problems.slice(0, MAX_PROBLEMS) };

  const changes = judged.flatMap((one) => one.changes);
  const drift = judged.flatMap((one) => one.drift);
  const judgement = judgementOf({
    intent: undefined,
    changes,
    facts: await factsOf(changes, options.facts),
    now: options.now,
    states: judged,
    findings: judged.flatMap((one) => one.findings),
    drift,
    driftOf: 'head',
    overrides: options.overrides ?? [],
    requestedBy: options.requestedBy,
  });
  return { kind: 'judged', ...judgement, drift, rendered: judged.flatMap((one) => one.rendered) };
}

interface JudgedEnvironment extends States {
  readonly changes: readonly ClusterChange[];
  readonly findings: readonly Finding[];
  readonly drift: readonly Drift[];
  readonly rendered: readonly PlannedFile[];
}

interface States {
  readonly before: RenderedState;
  readonly after: RenderedState;
}

interface StatesRead extends States {
  /** Whether they are of all clusters. */
  readonly all: boolean;
}

interface Refused {
  readonly problems: readonly Problem[];
}

interface Readings {
  readonly base: Reading;
  readonly head: Reading;
}

async function judgedEnvironment(
  touched: TouchedEnvironment,
  readings: Readings,
  irregular: ReadonlySet<string>,
): Promise<JudgedEnvironment | Refused> {
  const states = await statesOf(touched, readings);
  if ('problems' in states) return states;
  const { before, after } = states;
  const folders = new Set([
    // What all clusters stand on follows from all of them.
    ...[...touched.folders].filter((folder) => folder !== '' || states.all),
    ...differing(before.files, after.files).map(({ path }) => folderOf(path)),
  ]);
  const there =
    touched.base === undefined ? NOTHING : await committedRendering(touched.base, [...folders], readings.base);
  const found =
    touched.head === undefined ? NOTHING : await committedRendering(touched.head, [...folders], readings.head);
  const inside = after.files.filter(({ path }) => folders.has(folderOf(path)));
  const blocked = inTheWay(inside, found, irregular);
  if (blocked.length > 0) return { problems: blocked };
  const committed = objectsThere(there, before.files);
  if (committed.kind === 'refused') return committed;

  const clusters = [...folders].filter((folder) => folder !== '').sort();
  const pair = { name: touched.name, shared: folders.has(''), clusters };
  return {
    before,
    after,
    changes: changedObjects(pair, { before, after, committed: committed.objects })
      .map(clusterChange)
      .filter((change) => change !== undefined),
    findings: newFindings(before, after),
    drift: driftOf(inside, found.rendered),
    rendered: renderedChanges(inside, found),
  };
}

const NOTHING = { rendered: new Map<string, string>(), foreign: new Set<string>() };

/** Both sides; the old one as if it were not there where it could not be read, so that a change can repair it. */
async function statesOf(touched: TouchedEnvironment, readings: Readings): Promise<StatesRead | Refused> {
  const whole = touched.whole && !(touched.onlySaid && (await isOnlyCalendar(touched.name, readings)));
  const first = await statesWith(touched, whole ? 'all' : touched.clusters, readings);
  if (whole || 'problems' in first || !crossesClusters(first, touched.clusters)) return first;
  return statesWith(touched, 'all', readings);
}

/** Whether environment.yaml says the same on both sides but for its calendar, of which nothing is rendered. */
async function isOnlyCalendar(environment: string, { base, head }: Readings): Promise<boolean> {
  const path = environmentPath(environment);
  const said: string[] = [];
  for (const reading of [base, head]) {
    const bytes = (await reading.read([path])).get(path) ?? new Uint8Array();
    // What is too large is told where all of it is read.
    const source = bytes.length > MAX_FILE_BYTES ? undefined : readYamlSource({ path, bytes });
    if (source?.kind !== 'read') return false;
    said.push(JSON.stringify({ ...source.source.value, calendar: undefined }));
  }
  return said[0] === said[1];
}

async function statesWith(
  { base, head, clusters }: TouchedEnvironment,
  wanted: Wanted,
  readings: Readings,
): Promise<StatesRead | Refused> {
  const files = head === undefined ? undefined : await selectedFiles(head, wanted, readings.head);
  const faults = files === undefined ? [] : unreadable(files, clusters);
  if (faults.length > 0) return { problems: faults };
  const after = renderedState(files);
  if (after.kind === 'refused') return after;
  // The new side may name a cluster that the old one does not, in the calendar for one: both are asked about the same clusters.
  const same = wanted === 'all' ? wanted : new Set([...wanted, ...(files?.clusters ?? []).map(({ name }) => name)]);
  const before = renderedState(base === undefined ? undefined : await selectedFiles(base, same, readings.base));
  return { before: before.kind === 'read' ? before : NO_ENVIRONMENT, after, all: wanted === 'all' };
}
