import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment } from '@postgres-ha/environment';
import { exampleFiles } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMonitoringFiles, environmentMonitoringFiles } from '@postgres-ha/monitoring';
import { platformFiles } from '@postgres-ha/platform';
import { manifestObjects } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { dangling, madeBy, mentions, type Named } from './references.ts';

/** What the examples name and say is there already, and what every Kubernetes cluster has. */
const THERE_ALREADY: readonly Named[] = [
  ...['s3-ca', 'old-db', 'old-keys'].map((name) => ({ kind: 'Secret', name })),
  { kind: 'ImageCatalog', name: 'shared' },
  { kind: 'ClusterImageCatalog', name: 'shared' },
  { kind: 'ClusterSecretStore', name: 'vault' },
  { kind: 'ConfigMap', name: 'kube-root-ca.crt' },
  { kind: 'ConfigMap', name: 'cnpg-default-monitoring' },
  ...['fast', 'slow'].map((name) => ({ kind: 'StorageClass', name })),
];

/** Secrets that people make where the environment has no store for them. */
const KEYS = ['backup-keys', 'restored-keys', 'archive-keys'];

interface Rendered {
  readonly platform: readonly KubeObject[];
  /** Of 03 of the environment. */
  readonly shared: readonly KubeObject[];
  readonly clusters: readonly {
    readonly first: readonly KubeObject[];
    readonly later: readonly KubeObject[];
    readonly fromElsewhere: (target: Named) => boolean;
  }[];
}

function rendered(intent: (typeof OPTION_VARIANTS)[number]): Rendered {
  const reading = readEnvironment(exampleFiles(intent));
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  const { environment } = reading;
  const byHand = environment.secrets === 'existing';
  const objectsIn = (files: readonly { readonly text: string }[]) => files.flatMap(({ text }) => manifestObjects(text));
  const clusters = environment.clusters.map((cluster) => {
    const [first, ...later] = [...clusterFiles(cluster, environment), ...clusterMonitoringFiles(cluster, environment)];
    const secrets = [
      ...['ca', 'app'].map((suffix) => `${cluster.name}-${suffix}`),
      ...(byHand ? [...cluster.services.map(({ name }) => `${cluster.name}-${name}-password`), ...KEYS] : []),
      // A cluster that comes from another one reads its archive by that one's Secret.
      ...(cluster.restore === undefined && cluster.replicaOf === undefined ? [] : ['backup-keys']),
    ];
    const known = [
      ...THERE_ALREADY,
      { kind: 'ServiceAccount', name: cluster.name },
      ...secrets.map((name) => ({ kind: 'Secret', name })),
    ];
    return {
      first: first === undefined ? [] : manifestObjects(first.text),
      later: objectsIn(later),
      fromElsewhere: ({ kind, name }: Named) => known.some((each) => each.kind === kind && each.name === name),
    };
  });
  return {
    platform: objectsIn(platformFiles(environment)),
    shared: objectsIn(environmentMonitoringFiles(environment)),
    clusters,
  };
}

describe.each(OPTION_VARIANTS.map((intent) => ({ name: intent.name, ...rendered(intent) })))(
  '$name',
  ({ platform, shared, clusters }) => {
    test('00 needs nothing of a cluster', () => {
      // The chart of the operator makes the account that its values name.
      const fromElsewhere = ({ kind, name }: Named) => kind === 'ServiceAccount' && name === 'cnpg-manager';
      expect(dangling({ of: platform, among: platform, fromElsewhere })).toEqual([]);
    });

    test('01 needs 00 and what is there already, and within itself nothing of a later wave', () => {
      for (const { first, fromElsewhere } of clusters) {
        expect(dangling({ of: first, among: [...platform, ...first], fromElsewhere })).toEqual([]);
      }
    });

    test('02 and 03 need what is before them, and nothing before mentions what only they make', () => {
      for (const { first, later, fromElsewhere } of clusters) {
        const before = [...platform, ...first];
        expect(dangling({ of: later, among: [...before, ...later], fromElsewhere })).toEqual([]);
        const names = new Set(before.map((object) => madeBy(object).name));
        const only = new Set(later.map((object) => madeBy(object).name).filter((name) => !names.has(name)));
        expect(before.filter((object) => mentions(object, only).length > 0).map(describeObject)).toEqual([]);
      }
    });

    test('no two files hold one object', () => {
      const objects = [...platform, ...shared, ...clusters.flatMap(({ first, later }) => [...first, ...later])];
      const names = objects.map((object) => `${object.apiVersion} ${describeObject(object)}`);
      expect(new Set(names).size).toBe(names.length);
    });
  },
);
