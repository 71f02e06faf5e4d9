import { describeObject, waveOf, type KubeObject } from '@postgres-ha/kube-manifest';
import { isExternalSecret } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { dangling, madeBy, mentions, type Named } from './references.ts';
import { shippedEnvironments } from '@postgres-ha/production-rig';

for (const { name, platform, clusters, monitoring: shared, files } of shippedEnvironments()) {
  describe(`${name}, applied in order`, () => {
    for (const { name: clusterName, cluster, backup, monitoring } of clusters) {
      test(`01 of ${clusterName} uses no name but those made by 00, by itself in no later wave, or before both`, () => {
        const among = [...platform.objects, ...cluster.objects];
        const fromElsewhere = (target: Named): boolean => madeByTheOperator(among, target) || madeBefore(among, target);
        expect(dangling({ of: cluster.objects, among, fromElsewhere })).toEqual([]);
      });

      if (backup !== undefined) {
        test(`01 of ${clusterName} mentions nothing that only 02 makes`, () => {
          expect(backup.objects).not.toEqual([]);
          expect(mentionedTooEarly([...platform.objects, ...cluster.objects], backup.objects)).toEqual([]);
        });
      }

      if (monitoring !== undefined) {
        test(`nothing before 03 of ${clusterName} mentions what only 03 makes`, () => {
          const before = [...platform.objects, ...cluster.objects, ...(backup?.objects ?? [])];
          expect(mentionedTooEarly(before, monitoring.objects)).toEqual([]);
        });
      }
    }

    if (shared !== undefined) {
      test('no file mentions what only 03 of the environment makes', () => {
        const others = files.filter(({ path }) => path !== shared.path).flatMap(({ objects }) => objects);
        expect(mentionedTooEarly(others, shared.objects)).toEqual([]);
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

/** The objects of earlier files that name what only a later one makes. */
function mentionedTooEarly(earlier: readonly KubeObject[], later: readonly KubeObject[]): readonly string[] {
  const made = new Set(earlier.map((object) => madeBy(object).name));
  const only = new Set(later.map((object) => madeBy(object).name).filter((name) => !made.has(name)));
  return earlier.filter((object) => mentions(withoutLabels(object), only).length > 0).map(describeObject);
}

/** Each object says by a label whose it is; that is no reference. */
function withoutLabels({ metadata, ...object }: KubeObject): KubeObject {
  return { ...object, metadata: { ...metadata, labels: {} } };
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
