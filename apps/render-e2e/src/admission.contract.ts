import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import {
  apiPart,
  defineWatchingKinds,
  needPart,
  prometheusOperatorPart,
  startApi,
  type Api,
  type Kubectl,
} from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changedBySecondApply } from './second-apply.ts';
import { checkServer } from './server-check.ts';
import { shippedEnvironments, type ShippedManifest } from '@postgres-ha/production-rig';

/** Argo CD's own namespace is there before anything of an environment. */
const ARGO_CD: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } };

/** Where Prometheus and Grafana are: the dashboard of file 03 is put there. */
const MONITORING: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };

const needs = [await apiPart(), prometheusOperatorPart()].map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

// Environments share the names of their namespaces: each starts with a fresh API.
for (const { name, platform, clusters, files } of shippedEnvironments()) {
  describe.skipIf(absent)(`${name} before the real webhooks${note}`, () => {
    const resources = new AsyncDisposableStack();
    let api: Api;

    beforeAll(async () => {
      api = resources.use(await startApi(`admission of ${name}`));
      await defineWatchingKinds(api.kubectl);
      await accepted(api.kubectl, [
        ARGO_CD,
        MONITORING,
        ...platform.objects.filter(({ kind }) => kind === 'Namespace'),
      ]);
    });
    afterAll(() => resources.disposeAsync());

    for (const { cluster } of clusters) {
      test(`${cluster.path} is accepted whole where there is nothing but the namespaces of 00`, async () => {
        expect(await acceptedFrom(api.kubectl, cluster)).toEqual(cluster.objects.map(describeObject));
      });
    }

    for (const file of files.filter(({ path }) => !clusters.some(({ cluster }) => cluster.path === path))) {
      test(`${file.path} is accepted whole`, async () => {
        expect(await acceptedFrom(api.kubectl, file)).toEqual(file.objects.map(describeObject));
      });
    }

    for (const { path, text } of files) {
      test(`a second apply of ${path} changes no object`, async () => {
        expect(await changedBySecondApply(api.kubectl, text)).toEqual([]);
      });
    }

    test('`check --server` is told that every object is taken, once all are there', async () => {
      const { code, json } = await checkServer(name, api.kubeconfig);
      expect({ code, server: json.server }).toMatchObject({ code: 0, server: { refusals: [], unknown: [] } });
      expect(json.server?.accepted).toBeGreaterThan(files.length);
    });

    for (const { name: clusterName } of clusters) {
      test(`\`check --server\` says at the line of ${clusterName} that its volume cannot shrink, which no look at files tells`, async () => {
        const { code, json } = await checkServer(name, api.kubeconfig, (text) =>
          text.replace(/size: \d+Gi/, 'size: 2G'),
        );
        expect(code).toBe(1);
        expect(json.server?.refusals).toMatchObject([
          { file: `environments/${name}/${clusterName}/cluster.yaml`, at: 'storage', id: 'server-refused' },
        ]);
      });
    }

    for (const { name: clusterName, cluster } of clusters) {
      test(`a parameter that the operator keeps for itself would make the Cluster ${clusterName} refused`, async () => {
        const wrong = cluster.objects.filter(({ kind }) => kind === 'Cluster').map(withOwnedParameter);
        const outcome = await api.kubectl.apply(listOf(wrong), { dryRun: true });
        expect(outcome).toMatchObject({
          kind: 'refused',
          because: expect.stringContaining('spec.postgresql.parameters') as unknown,
        });
      });
    }
  });
}

/** As by hand: one `kubectl apply --server-side -f` of the file. */
async function acceptedFrom(kubectl: Kubectl, { text }: ShippedManifest): Promise<readonly string[]> {
  const outcome = await kubectl.apply(text);
  return outcome.kind === 'accepted' ? outcome.objects.map(describeObject) : [outcome.because];
}

async function accepted(kubectl: Kubectl, objects: readonly KubeObject[]): Promise<void> {
  const outcome = await kubectl.apply(listOf(objects));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
}

function listOf(items: readonly KubeObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function withOwnedParameter(cluster: KubeObject): KubeObject {
  const spec = cluster['spec'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const parameters = { ...(spec['postgresql']?.['parameters'] as object), archive_command: 'true' };
  return { ...cluster, spec: { ...spec, postgresql: { ...spec['postgresql'], parameters } } };
}
