import type { Base } from './bases/base.ts';
import { MALFORMED } from './bases/malformed-objects.ts';
import { preparedObjects } from './bases/prepared-objects.ts';
import { creationCase, mutatedObject } from './cases/creation-case.ts';
import { updateCase, updatedObject } from './cases/update-case.ts';
import { vectorCreations, vectorUpdates } from './cases/vector-case.ts';
import type { Recording } from './recording/recording.ts';
import { forEachInFlight, judgeCreation, judgeUpdate } from './server/judge.ts';
import type { KubeClient } from './server/kube-client.ts';
import { withRelaxedSchemas } from './server/relaxed-schemas.ts';
import { makeLive, makeNamespace, type LiveObject } from './server/live-objects.ts';

/** How many cases of each kind a run judges. */
export interface RunSize {
  readonly clusters: number;
  /** Creations of the other kinds. */
  readonly others: number;
  readonly updates: number;
}

export interface RunOptions extends RunSize {
  readonly seed: number;
  readonly bases: readonly Base[];
  /** Whether each example of a rule is added, alone and with mutations. */
  readonly examples: boolean;
  /** Begins the names of the namespaces that are made. */
  readonly prefix: string;
}

/** What a run leaves behind in the cluster, for further questions. */
export interface Run {
  readonly recording: Recording;
  /** The objects that were updated, in the order of the recording's update bases. */
  readonly live: readonly LiveObject[];
  /** Where objects were said to be created; it is empty. */
  readonly namespace: string;
}

/** Makes up cases from a seed and has the API server judge them. */
export async function runCases(client: KubeClient, options: RunOptions): Promise<Run> {
  const { seed, bases } = options;
  const namespace = `${options.prefix}-new`;
  await makeNamespace(client, namespace);
  const creations = await judgedCreations(client, namespace, options);
  const { prefix } = options;
  const valid = await makeLive(client, preparedObjects(bases), { prefix });
  const malformed = await withRelaxedSchemas(client, { malformed: MALFORMED, namespace }, () =>
    makeLive(client, MALFORMED, { prefix: `${prefix}-malformed` }),
  );
  const live = [...valid, ...malformed];
  const updateBases = live.map(({ base }) => base);
  const drawn = [
    ...Array.from({ length: options.updates }, (_, index) => updateCase(updateBases, { seed, index })),
    ...(options.examples ? vectorUpdates(updateBases, seed) : []),
  ];
  const updates: Recording['updates'][number][] = [];
  await forEachInFlight(drawn, async (update, index) => {
    const target = live[update.base];
    if (target === undefined) return;
    const verdict = await judgeUpdate(client, target.subject, updatedObject(target.base, update));
    updates[index] = { ...update, verdict };
  });
  return { recording: { seed, bases, updateBases, creations, updates }, live, namespace };
}

async function judgedCreations(
  client: KubeClient,
  namespace: string,
  { seed, bases, clusters, others, examples }: RunOptions,
): Promise<Recording['creations']> {
  const drawn = [
    ...Array.from({ length: clusters + others }, (_, index) =>
      creationCase(bases, ({ kind }) => (kind === 'Cluster') === index < clusters, { seed, index }),
    ),
    ...(examples ? vectorCreations(bases, seed) : []),
  ];
  const judged: Recording['creations'][number][] = [];
  await forEachInFlight(drawn, async (creation, index) => {
    const object = mutatedObject(bases[creation.base]?.object ?? {}, creation.mutations);
    const verdict = await judgeCreation(client, creation.kind, { namespace, object });
    judged[index] = { ...creation, verdict };
  });
  return judged;
}
