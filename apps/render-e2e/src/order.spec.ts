import { describeObject, waveOf, type KubeObject } from '@postgres-ha/kube-manifest';
import { isExternalSecret } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { dangling, madeBy, mentions, type Named } from './references.ts';
import { shippedEnvironments } from './shipped-environments.ts';

for (const { name, platform, clusters, files } of shippedEnvironments()) {
  describe(`${name}, applied in order`, () => {
    for (const { name: clusterName, cluster, backup } of clusters) {
      test(`01 of ${clusterName} uses no name but those made by 00, by itself in no later wave, or before both`, () => {
        const among = [...platform.objects, ...cluster.objects];
        const fromElsewhere = (target: Named): boolean => madeByTheOperator(among, target) || madeBefore(among, target);
        expect(dangling({ of: cluster.objects, among, fromElsewhere })).toEqual([]);
      });

      if (backup === undefined) continue;
      test(`01 of ${clusterName} mentions nothing that only 02 makes`, () => {
        const earlier = new Set([...platform.objects, ...cluster.objects].map((object) => madeBy(object).name));
        const onlyIn02 = backup.objects.map((object) => madeBy(object).name).filter((made) => !earlier.has(made));
        expect(onlyIn02).not.toEqual([]);
        expect(
          cluster.objects.filter((object) => mentions(object, new Set(onlyIn02)).length > 0).map(describeObject),
        ).toEqual([]);
      });
    }

    for (const { path, objects } of files) {
      test(`${path} lists its objects in the order of their waves`, () => {
        const waves = objects.map(waveOf);
        expect(waves).toEqual(waves.toSorted((a, b) => a - b));
      });
    }
  });
}

/** @see https://cloudnative-pg.io/documentation/1.30/ "Certificates", "Monitoring": what the operator makes of a Cluster, and beside it */
function madeByTheOperator(objects: readonly KubeObject[], target: Named): boolean {
  if (target.kind === 'ConfigMap' && target.name === 'cnpg-default-monitoring') return true;
  const clusters = objects.filter(({ kind }) => kind === 'Cluster').map(({ metadata }) => metadata.name);
  if (target.kind === 'ServiceAccount') return clusters.includes(target.name);
  const suffixes = ['ca', 'server', 'replication', 'app'];
  return (
    target.kind === 'Secret' &&
    clusters.some((cluster) => suffixes.some((suffix) => target.name === `${cluster}-${suffix}`))
  );
}

/** What a Kubernetes cluster has before an environment comes to it: its secret store, and Secrets made by hand where there is none. */
function madeBefore(objects: readonly KubeObject[], { kind, name }: Named): boolean {
  if (kind === 'ClusterSecretStore') return true;
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt';
  return kind === 'Secret' && !objects.some(isExternalSecret);
}
