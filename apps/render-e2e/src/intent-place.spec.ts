import { clusterFiles, intentPlace } from '@postgres-ha/database-cluster';
import { readEnvironment, type Cluster, type Environment } from '@postgres-ha/environment';
import { exampleFiles } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { describe, expect, test } from 'vitest';

type Path = readonly (string | number)[];

/** Kinds whose fields follow from keys of a cluster. */
const KINDS = ['Cluster', 'Database', 'ObjectStore', 'Pooler', 'ScheduledBackup'];

/** Keys that the objects show in another way than by a field of the same meaning, or not at all. */
const WITHOUT_A_FIELD: readonly RegExp[] = [
  /^(?:name|directory|file)$/,
  /^backup\.verification\./,
  // File 03 has them, and no rule of the operator is about it.
  /^monitoring\./,
  /^postgresql\.version$/,
  /^backup\.credentials\.iamRole$/,
  /^(?:restore|replicaOf)\.from\.(?:cluster|serverName|destination|credentials\.iamRole)$/,
  /^import\.source\./,
];

describe.each(OPTION_VARIANTS)('$name', ({ name, ...intent }) => {
  const reading = readEnvironment(exampleFiles(intent));
  if (reading.kind === 'refused') throw new Error(`${name} is refused`);
  const { environment } = reading;

  test('each key that is changed is the place of a field that changes', () => {
    const missed = environment.clusters.flatMap((cluster) =>
      leavesOf(cluster)
        // `none` stands for a whole block that is not there.
        .filter((path) => valueAt(cluster, path) !== 'none')
        .filter((path) => !WITHOUT_A_FIELD.some((without) => without.test(path.join('.'))))
        .filter((path) => !placesOf(cluster, path, environment).includes(path.join('.')))
        .map((path) => path.join('.')),
    );
    expect(missed).toEqual([]);
  });
});

/** The places of all fields that differ when one value of a cluster is another; nothing where it makes no difference. */
function placesOf(cluster: Cluster, path: Path, environment: Environment): readonly string[] {
  const changed = withOther(cluster, path) as Cluster;
  const old = objectsOf(cluster, environment);
  const now = objectsOf(changed, environment);
  const places = now.flatMap((object, index) =>
    differences(old[index], object, []).map((where) => intentPlace(object, where, changed).path.join('.')),
  );
  return places.length === 0 ? [path.join('.')] : places;
}

function objectsOf(cluster: Cluster, environment: Environment): readonly KubeObject[] {
  return clusterFiles(cluster, environment)
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => KINDS.includes(kind));
}

function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [path];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Readonly<Record<string | number, unknown>>)[step], value);
}

/** The same with another value at a path: of the same type, so that what is made of it has the same shape. */
function withOther(value: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) {
    if (typeof value === 'number') return value + 1;
    if (typeof value === 'boolean') return !value;
    const text = String(value);
    return text.includes('://') ? text.replace('://', '://x') : `${text}x`;
  }
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === step ? withOther(item, rest) : item));
  const map = value as Readonly<Record<string | number, unknown>>;
  return { ...map, [step]: withOther(map[step], rest) };
}

function differences(a: unknown, b: unknown, path: Path): readonly Path[] {
  if (a === b) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => {
    const step = Array.isArray(b) ? Number(key) : key;
    return differences((a as Readonly<Record<string, unknown>>)[key], (b as Readonly<Record<string, unknown>>)[key], [
      ...path,
      step,
    ]);
  });
}
