import { changedObjects, clusterChange, renderedState, type RenderedState } from '@postgres-ha/cluster-change';
import { readYamlSource, type EnvironmentFiles, type Problem } from '@postgres-ha/environment';
import type { RenderedFile } from '@postgres-ha/kube-manifest';
import type { EditContext } from '../intent/edit-context.ts';
import { fileEdits } from '../intent/file-edits.ts';
import type { Intent, Origin } from '../intent/intent.ts';
import type { NoPlan, Override, PlannedFile, Planning } from './change-plan.ts';
import { committedRendering, driftOf, inTheWay, irregularFile } from './committed-rendering.ts';
import { deniedProblems } from './denied-problems.ts';
import { editedFiles, type EditedFile } from './edited-files.ts';
import { environmentIndex, type EnvironmentPaths } from './environment-index.ts';
import { factsOf, type FactsSource } from './facts-source.ts';
import { judgementOf, newFindings } from './judgement.ts';
import { planText } from './plan-hash.ts';
import { differing, folderOf, objectsThere, renderedChanges } from './rendered-changes.ts';
import { readingOf, type Reading } from './reading.ts';
import type { RepositoryState } from './repository-state.ts';
import { POLICY } from './rules/policy.ts';
import { selectedFiles, type Wanted } from './selection.ts';
import { environmentOf } from './target.ts';

/** Everything that planning depends on but for the intent. */
export interface PlanOptions {
  /** The default branch, at the commit that the change is made from. */
  readonly state: RepositoryState;
  readonly origin: Origin;
  readonly facts: FactsSource;
  readonly now: Date;
  /** Names the version of this program. */
  readonly generator: string;
  /** SHA-256 of a text, as 64 hexadecimal digits. */
  readonly digest: (text: string) => string;
  readonly overrides?: readonly Override[];
  readonly signal: AbortSignal;
}

/**
 * What the bot would commit for an intent: the edited files of people and what is rendered from them, with what it does and what the rules say.
 * What a rule denies is refused: the bot proposes nothing that must not be merged. Reads only what it needs; writes nothing.
 *
 * @throws what reading throws, and nothing else for any content of the files
 */
export async function planChange(intent: Intent, options: PlanOptions): Promise<Planning> {
  const { state, signal } = options;
  const paths = environmentOf(intent.target, environmentIndex(state));
  if (!('clusters' in paths)) return refused(paths);
  const reading = readingOf(state, signal);
  const files = await selectedFiles(paths, wantedBy(intent), reading);
  const before = renderedState(files);
  if (before.kind === 'refused') return unfit(before.problems);
  const irregular = peoplesFiles(files).filter((path) => state.irregular.has(path));
  if (irregular.length > 0) return unfit(irregular.map(irregularFile));

  const edits = fileEdits(intent, editContext(intent, { files, before, origin: options.origin }));
  if (edits.kind !== 'edits') return edits;
  const editing = editedFiles(files, edits.edits);
  if (editing.kind === 'refused') return editing;
  if (editing.kind === 'unchanged') return { kind: 'unchanged', path: edits.edits[0]?.path ?? files.environment.path };
  const after = renderedState(editing.files);
  if (after.kind === 'refused') return after;
  return planOf(intent, { ...options, paths, reading, before, after, edited: editing.edited });
}

/** Everything that is known once the files are edited. */
interface Edited extends PlanOptions {
  readonly paths: EnvironmentPaths;
  readonly reading: Reading;
  readonly before: RenderedState;
  readonly after: RenderedState;
  readonly edited: readonly EditedFile[];
}

async function planOf(intent: Intent, made: Edited): Promise<Planning> {
  const { paths, reading, before, after, edited, state, now } = made;
  const touched = touchedFolders(intent, made);
  const inside = (file: RenderedFile) => touched.has(folderOf(file.path));
  const [was, is] = [before.files.filter(inside), after.files.filter(inside)];
  const committed = await committedRendering(paths, [...touched], reading);
  const blocked = inTheWay(is, committed, state.irregular);
  if (blocked.length > 0) return unfit(blocked);

  const objects = objectsThere(committed, was);
  if (objects.kind === 'refused') return unfit(objects.problems);
  const pair = { name: paths.name, shared: touched.has(''), clusters: [...touched].filter((folder) => folder !== '') };
  const changes = changedObjects(pair, { before, after, committed: objects.objects })
    .map(clusterChange)
    .filter((change) => change !== undefined);
  const refusals = changes.flatMap((change) => change.refusals);
  if (refusals.length > 0) return refused(refusals);

  const files: readonly PlannedFile[] = [
    ...edited.map((file): PlannedFile => ({ role: 'intent', ...file })),
    ...renderedChanges(is, committed),
  ];
  const facts = await factsOf(changes, made.facts);
  const judgement = judgementOf({
    intent,
    changes,
    facts,
    now,
    states: [{ before, after }],
    findings: newFindings(before, after),
    drift: driftOf(was, committed.rendered),
    driftOf: 'base',
    overrides: made.overrides ?? [],
    requestedBy: made.origin.by,
  });
  if (judgement.verdict === 'denied') return refused(deniedProblems(judgement, edited[0]?.path ?? ''));
  const { generator, digest } = made;
  const hash = digest(planText({ intent, generator, policy: POLICY, inputs: reading.inputs, facts, files }));
  return {
    kind: 'plan',
    intent,
    target: intent.target,
    base: state.commit,
    files,
    judgement,
    inputs: reading.inputs,
    hash,
  };
}

/** A freeze changes nothing that is rendered for a cluster; what is said of images may change them all. */
function wantedBy(intent: Intent): Wanted {
  const { kind, target } = intent;
  if (target.cluster !== undefined) return new Set([target.cluster]);
  return kind === 'upgrade' ? 'all' : new Set();
}

/**
 * Folders whose rendered files the commit brings up to date: the target's, whatever they are now, and those that the change renders anew. The
 * empty name is the environment's own.
 */
function touchedFolders({ kind, target: { cluster } }: Intent, { before, after }: Edited): ReadonlySet<string> {
  const own = cluster === undefined || kind === 'freeze' || kind === 'unfreeze' ? [] : [cluster];
  return new Set([...own, ...differing(before.files, after.files).map(({ path }) => folderOf(path))]);
}

interface Read {
  readonly files: EnvironmentFiles;
  readonly before: RenderedState;
  readonly origin: Origin;
}

function editContext({ target: { cluster } }: Intent, { files, before, origin }: Read): EditContext {
  const file = files.clusters.find(({ name }) => name === cluster)?.file;
  const found = cluster === undefined ? undefined : before.clusters.get(cluster);
  if (before.environment === undefined) throw new Error(`${files.name} was read and is not there`);
  return {
    environment: before.environment,
    environmentSource: sourceOf(files.environment),
    target: file === undefined || found === undefined ? undefined : { cluster: found, source: sourceOf(file) },
    origin,
  };
}

function sourceOf(file: EnvironmentFiles['environment']) {
  const read = readYamlSource(file);
  if (read.kind === 'refused') throw new Error(`${file.path} was read and can no longer be`);
  return read.source;
}

function peoplesFiles({ environment, clusters }: EnvironmentFiles): readonly string[] {
  return [environment.path, ...clusters.map(({ file }) => file.path)];
}

function refused(problems: readonly Problem[]): NoPlan {
  return { kind: 'refused', problems };
}

function unfit(problems: readonly Problem[]): NoPlan {
  return { kind: 'unfit-base', problems };
}
