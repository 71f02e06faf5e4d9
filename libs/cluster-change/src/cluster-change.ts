import { admit, isJudged } from '@postgres-ha/admission';
import { changeImpact, compareDisruptions, type ChangeImpact, type FieldImpact } from '@postgres-ha/change-impact';
import { intentPlace } from '@postgres-ha/database-cluster';
import { formatKeyPath, type Finding } from '@postgres-ha/environment';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import { problemOf } from '@postgres-ha/rendering';
import type { ChangedObjects } from './rendered-pair.ts';

/** What becomes of one cluster (or of what all clusters of an environment stand on). */
export interface ClusterChange {
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly status: 'added' | 'changed' | 'removed';
  readonly impact: ChangeImpact;
  /** One for each key that people changed, worst first. */
  readonly keys: readonly KeyChange[];
  /** What the API server and the operator would refuse of the new objects, or of the step to them. */
  readonly refusals: readonly Finding['problem'][];
}

/** A key of `cluster.yaml` or `environment.yaml` whose change is seen in objects. */
export interface KeyChange {
  readonly file: string;
  readonly line: number;
  /** `postgresql.parameters.work_mem`; empty where the file as a whole is meant. */
  readonly key: string;
  /** The change that matters most of those that follow from it. */
  readonly worst: FieldImpact;
  /** All of them. */
  readonly fields: readonly FieldImpact[];
}

/** Judges old and new. Undefined where nothing that is applied has changed. */
export function clusterChange(change: ChangedObjects): ClusterChange | undefined {
  const { environment, cluster, before, after } = change;
  const impact = changeImpact({ before, after });
  const refusals = refusalsOf(change, impact.fields);
  if (impact.fields.length === 0 && refusals.length === 0) return undefined;
  const status = before.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed';
  return { environment, cluster, status, impact, keys: keysOf(impact.fields, change), refusals };
}

/** Only objects that differ are judged: of the others nothing is applied that is not there. */
function refusalsOf(
  { before, after, intent, locate, operator }: ChangedObjects,
  fields: readonly FieldImpact[],
): readonly Finding['problem'][] {
  if (intent === undefined || operator === undefined) return [];
  const changed = new Set(fields.map(({ object }) => `${object.kind} ${object.name}`));
  const earlier = new Map(before.map((object) => [describeObject(object), object]));
  return after
    .filter(({ kind, metadata }) => changed.has(`${kind} ${metadata.name}`))
    .filter(isJudged)
    .flatMap((object) => {
      const was = earlier.get(describeObject(object));
      const { denials } = admit({ object, operator, ...(was !== undefined && { before: was }) });
      return denials.map((denial) => problemOf(denial, object, { cluster: intent, locate }));
    });
}

function keysOf(fields: readonly FieldImpact[], change: ChangedObjects): readonly KeyChange[] {
  const caused = fields.filter((field) => !followsAlong(field, change));
  const grouped = Map.groupBy(
    (caused.length === 0 ? fields : caused).map((field) => ({ field, place: placeOf(field, change) })),
    ({ place }) => `${place.file} ${place.key}`,
  );
  return [...grouped.values()]
    .flatMap((same) => {
      const [first] = same;
      return first === undefined
        ? []
        : [{ ...first.place, worst: first.field, fields: same.map(({ field }) => field) }];
    })
    .sort((a, b) => compareDisruptions(b.worst.disruption, a.worst.disruption));
}

/** What watches a cluster says how many instances it has, or how long a failover may take: it changes with keys that are not about it. */
function followsAlong({ object }: FieldImpact, { intent, earlier }: ChangedObjects): boolean {
  if (object.kind === 'PrometheusRule')
    return JSON.stringify(intent?.monitoring) === JSON.stringify(earlier?.monitoring);
  return object.kind === 'PodMonitor' || object.kind === 'AlertmanagerConfig';
}

function placeOf(
  { object: reference, path }: FieldImpact,
  { intent, locate, before, after }: ChangedObjects,
): Pick<KeyChange, 'file' | 'line' | 'key'> {
  const is = ({ kind, metadata }: KubeObject) => kind === reference.kind && metadata.name === reference.name;
  const object = after.find(is) ?? before.find(is);
  if (intent === undefined || object === undefined) {
    const { file, line } = locate(undefined)([]);
    return { file, line, key: '' };
  }
  const place = intentPlace(object, path, intent);
  const { file, line } = locate(place.in === 'cluster' ? intent.name : undefined)(place.path);
  return { file, line, key: formatKeyPath(place.path) };
}
