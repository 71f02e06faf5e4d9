import { globSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, needPart, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  application,
  applications,
  hardRefresh,
  outOfSync,
  patchApplication,
  refreshApplicationSets,
  syncs,
} from './application.ts';
import { argoCdPart } from './argo-cd-part.ts';
import { STRATEGIES, useStrategy } from './diff-strategy.ts';
import { expectedEnvironments, type ExpectedEnvironment } from './expected-applications.ts';
import { startHub, type Hub } from './hub.ts';
import { NAMESPACE, overreach, probe } from './probe.ts';
import { report, reportApplied, reportForMissingControllers, reportPhase } from './stand-in.ts';

const need = needPart(argoCdPart());

const CLUSTERS = 'clusters.postgresql.cnpg.io';
const DATABASES = 'databases.postgresql.cnpg.io';

describe.skipIf(need.absent)(`Argo CD with manifests/argo-cd${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  let hub: Hub;
  let argo: Kubectl;
  let environments: readonly ExpectedEnvironment[];
  let ours: readonly string[];

  beforeAll(async () => {
    hub = resources.use(await startHub());
    ({ argo } = hub);
    environments = expectedEnvironments(hub.repository.directory);
    ours = environments.flatMap((environment) => environment.ours);
  });
  afterAll(() => resources.disposeAsync());

  test('keeps the settings that argocd-cm had, and has all health checks', async () => {
    const settings = await argo.get<ConfigMap>({ resource: 'configmaps', namespace: 'argocd', name: 'argocd-cm' });
    const keys = Object.keys(settings?.data ?? {});
    expect(settings?.data).toMatchObject({ 'application.resourceTrackingMethod': 'annotation' });
    expect(keys.filter((key) => key.startsWith('resource.customizations.health.'))).toHaveLength(12);
  });

  test('has an Application for every environment, every cluster folder and every chart, and no other', async () => {
    const expected = [...ours, ...environments.flatMap(({ charts }) => charts)].toSorted();
    const found = await eventually(
      expected.join(', '),
      async () => {
        const names = (await applications(argo)).map(({ metadata }) => metadata.name);
        return names.length >= expected.length ? names : undefined;
      },
      { timeoutMs: 900_000 },
    );
    expect(found.toSorted()).toEqual(expected);
  });

  test('delivers each environment to its own Kubernetes, however that is registered', async () => {
    const all = await applications(argo);
    for (const { name, clusters, charts } of environments) {
      const parts = [`${name}-platform`, ...clusters.map((cluster) => `${name}-${cluster}`), ...charts];
      for (const { metadata, spec } of all.filter((each) => parts.includes(each.metadata.name))) {
        const { namespace, ...destination } = spec.destination;
        expect(destination, `${metadata.name} in ${namespace}`).toEqual(hub.destinations.get(name));
      }
    }
  });

  test('keeps Applications where Argo CD runs, in the project platform', async () => {
    for (const [name, kubectl] of hub.kubernetes) {
      if (kubectl !== argo) expect(await applications(kubectl), name).toEqual([]);
    }
    const charts = environments.flatMap((environment) => environment.charts);
    const projects = (await applications(argo)).filter(({ metadata }) => charts.includes(metadata.name));
    expect(new Set(projects.map(({ spec }) => spec.project))).toEqual(new Set(['platform']));
  });

  test('brings all of ours into sync, wave by wave', async () => {
    let open: readonly string[] = [];
    const done = await eventually(
      'all Applications of this repository in sync',
      async () => {
        await Promise.all([...hub.kubernetes.values()].map(reportForMissingControllers));
        open = await unfinished(argo, ours);
        return open.length === 0 ? true : undefined;
      },
      { timeoutMs: 900_000, intervalMs: 2_000 },
    ).catch(() => false);
    expect(open).toEqual([]);
    expect(done).toBe(true);
  });

  test('cannot fetch the charts here, and says Unknown rather than Synced', async () => {
    const charts = environments.flatMap((environment) => environment.charts);
    // one that was not compared yet says nothing
    const found = await eventually(
      'every chart compared',
      async () => {
        const all = (await applications(argo)).filter(({ metadata }) => charts.includes(metadata.name));
        const isCompared = all.every(({ status }) => status?.sync?.status !== undefined);
        return all.length === charts.length && isCompared ? all : undefined;
      },
      { timeoutMs: 900_000 },
    );
    expect(found.map(({ status }) => status?.sync?.status)).toEqual(charts.map(() => 'Unknown'));
  });

  test.each(STRATEGIES)('stays in sync over three hard refreshes when it compares by $name', async (strategy) => {
    // a three-way comparison needs what a client-side apply leaves behind
    if (!strategy.serverSideApply) await applyOnClient(hub);
    await useStrategy(argo, strategy, ours);
    const before = (await hardRefresh(argo, ours)).map(syncs);
    for (let refresh = 1; refresh <= 3; refresh += 1) {
      const after = await hardRefresh(argo, ours);
      expect(after.flatMap(outOfSync), `refresh ${refresh}`).toEqual([]);
      expect(after.map(syncs), 'no sync was needed to stay there').toEqual(before);
    }
  });

  describe('with a cluster that is new', () => {
    const NAME = 'probe';
    let environment: string;
    let kubectl: Kubectl;
    let app: string;

    beforeAll(async () => {
      const [first] = environments;
      environment = first?.name ?? '';
      kubectl = hub.kubernetes.get(environment) ?? argo;
      app = `${environment}-${NAME}`;
      await hub.repository.change({ write: probe({ environment, name: NAME }) });
      await refreshApplicationSets(argo);
    });

    test('waits for the Cluster before it applies what refers to it', async () => {
      await waitsFor(argo, app, `Cluster/${NAME}`);
      expect(await kubectl.get({ resource: DATABASES, namespace: NAMESPACE, name: NAME })).toBeUndefined();
    });

    test('goes on waiting while the Cluster passes through a phase of a normal change', async () => {
      for (const phase of ['Applying configuration', 'Switchover in progress', 'Failing over']) {
        await reportPhase(kubectl, await live(kubectl, CLUSTERS, NAME), phase);
        await hardRefresh(argo, [app]);
        expect((await application(argo, app)).status?.operationState?.phase, phase).toBe('Running');
      }
    });

    test('goes on when the Cluster is healthy, and to the end when its Database is applied', async () => {
      await reportPhase(kubectl, await live(kubectl, CLUSTERS, NAME), 'Cluster in healthy state');
      await waitsFor(argo, app, `Database/${NAME}`);
      expect(await kubectl.get({ resource: 'configmaps', namespace: NAMESPACE, name: NAME })).toBeUndefined();
      await reportApplied(kubectl, await live(kubectl, DATABASES, NAME));
      await finished(argo, app);
      expect(await kubectl.get({ resource: 'configmaps', namespace: NAMESPACE, name: NAME })).toBeDefined();
    });

    test('leaves alone what people write to a running Cluster, whether it is ignored or not in Git', async () => {
      const written = {
        'cnpg.io/fencedInstances': '["probe-1"]',
        'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z',
        'cnpg.io/reloadedAt': '2026-01-01T00:00:00Z',
        'cnpg.io/hibernation': 'off',
      };
      const before = syncs(await application(argo, app));
      const pairs = Object.entries(written).map(([key, value]) => `${key}=${value}`);
      await kubectl.run(['annotate', CLUSTERS, NAME, '-n', NAMESPACE, ...pairs]);
      const [after] = await hardRefresh(argo, [app]);
      expect(after === undefined ? 'gone' : syncs(after)).toBe(before);
      expect(after === undefined ? 'gone' : outOfSync(after)).toEqual([]);
      expect((await live(kubectl, CLUSTERS, NAME)).metadata.annotations).toMatchObject(written);
    });

    test('applies hibernation when Git declares it, and its end, without waiting for a Cluster that is stopped', async () => {
      for (const value of ['on', 'off']) {
        const annotations = { 'cnpg.io/hibernation': value };
        await hub.repository.change({ write: probe({ environment, name: NAME, annotations }) });
        await hardRefresh(argo, [app]);
        await eventually(
          `hibernation ${value}`,
          async () => {
            const { metadata } = await live(kubectl, CLUSTERS, NAME);
            return metadata.annotations?.['cnpg.io/hibernation'] === value ? true : undefined;
          },
          { timeoutMs: 900_000 },
        );
        await finished(argo, app);
        const condition = { type: 'cnpg.io/hibernation', status: 'True', reason: 'Hibernated', message: 'stopped' };
        const conditions = [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }];
        await report(kubectl, CLUSTERS, await live(kubectl, CLUSTERS, NAME), { conditions });
      }
    });

    test('leaves a person’s change to a paused Application, and undoes it when that is resumed', async () => {
      const image = async (): Promise<unknown> => (await live<ClusterObject>(kubectl, CLUSTERS, NAME)).spec.imageName;
      const inGit = await image();
      await finished(argo, app);
      await patchApplication(argo, app, { spec: { syncPolicy: { automated: { enabled: false } } } });
      await refreshApplicationSets(argo);
      const patch = JSON.stringify({ spec: { imageName: 'ghcr.io/cloudnative-pg/postgresql:17.10' } });
      await kubectl.run(['patch', CLUSTERS, NAME, '-n', NAMESPACE, '--type', 'merge', '-p', patch]);
      // what Argo CD watches may not have told it of the change yet when it compares
      const paused = await eventually(
        'the change seen',
        async () => (await hardRefresh(argo, [app])).find((each) => outOfSync(each).length > 0),
        { timeoutMs: 900_000 },
      );
      expect(paused.spec.syncPolicy.automated).toMatchObject({ enabled: false });
      expect(await image()).not.toBe(inGit);
      await patchApplication(argo, app, { spec: { syncPolicy: { automated: { enabled: null } } } });
      await eventually('the change undone', async () => ((await image()) === inGit ? true : undefined), {
        timeoutMs: 900_000,
      });
    });

    test('refuses a cluster folder that asks for more than the project lets it', async () => {
      await hub.repository.change({ write: overreach({ environment, name: 'overreach' }) });
      await refreshApplicationSets(argo);
      const message = await eventually(
        'the refusal',
        async () => {
          const all = await applications(argo);
          const found = all.find(({ metadata }) => metadata.name === `${environment}-overreach`);
          const results = found?.status?.operationState?.syncResult?.resources ?? [];
          return results.find(({ kind }) => kind === 'ClusterRole')?.message;
        },
        { timeoutMs: 900_000 },
      );
      expect(message).toContain('not permitted in project databases');
      expect(await kubectl.get({ resource: 'clusterroles', name: 'overreach' })).toBeUndefined();
      expect(await kubectl.get({ resource: 'configmaps', namespace: NAMESPACE, name: 'overreach' })).toBeUndefined();
    });

    test('keeps the Application and the Cluster of a folder that leaves Git', async () => {
      const folder = `environments/${environment}/${NAME}`;
      await hub.repository.change({ remove: [folder], write: probe({ environment, name: 'successor' }) });
      await refreshApplicationSets(argo);
      await waitsFor(argo, `${environment}-successor`, 'Cluster/successor'); // so the removal was seen as well
      expect((await application(argo, app)).metadata).not.toHaveProperty('deletionTimestamp');
      expect((await live(kubectl, CLUSTERS, NAME)).metadata).not.toHaveProperty('deletionTimestamp');
    });

    test('takes the fix of a Cluster that never becomes healthy once the sync that waits for it is ended', async () => {
      const image = 'ghcr.io/cloudnative-pg/postgresql:17.12';
      await hub.repository.change({ write: probe({ environment, name: 'successor', image }) });
      await patchApplication(argo, `${environment}-successor`, {
        status: { operationState: { phase: 'Terminating' } },
      });
      await eventually(
        'the fix applied',
        async () => {
          const { spec } = await live<ClusterObject>(kubectl, CLUSTERS, 'successor');
          return spec.imageName === image ? true : undefined;
        },
        { timeoutMs: 900_000 },
      );
    });
  });

  test('lets the Applications live when their ApplicationSet is deleted', async () => {
    await argo.run(['delete', 'applicationsets.argoproj.io', 'databases', '-n', 'argocd']);
    const [first] = environments;
    for (const cluster of first?.clusters ?? []) {
      const { metadata } = await application(argo, `${first?.name ?? ''}-${cluster}`);
      expect(metadata).not.toHaveProperty('deletionTimestamp');
      expect(metadata).not.toHaveProperty('ownerReferences');
      expect(metadata).not.toHaveProperty('finalizers');
    }
  });
});

interface ConfigMap extends LiveObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Namespaced extends LiveObject {
  readonly metadata: LiveObject['metadata'] & { readonly namespace: string };
  readonly spec: { readonly instances?: number };
}

interface ClusterObject extends Namespaced {
  readonly spec: { readonly instances?: number; readonly imageName: string };
}

async function live<T extends Namespaced>(kubectl: Kubectl, resource: string, name: string): Promise<T> {
  const found = await kubectl.get<T>({ resource, namespace: NAMESPACE, name });
  if (found === undefined) throw new Error(`there is no ${resource} ${name}`);
  return found;
}

/** Those of the Applications that are not in sync yet, or whose sync has not ended. */
async function unfinished(argo: Kubectl, names: readonly string[]): Promise<readonly string[]> {
  const found = (await applications(argo)).filter(({ metadata }) => names.includes(metadata.name));
  const open = found.filter((each) => outOfSync(each).length > 0 || each.status?.operationState?.phase !== 'Succeeded');
  return open.map((each) => `${each.metadata.name}: ${each.status?.operationState?.message ?? 'no sync yet'}`);
}

async function finished(argo: Kubectl, name: string): Promise<void> {
  await eventually(`${name} in sync`, async () => ((await unfinished(argo, [name])).length === 0 ? true : undefined), {
    timeoutMs: 900_000,
  });
}

async function waitsFor(argo: Kubectl, name: string, object: string): Promise<void> {
  await eventually(
    `${name} waiting for ${object}`,
    async () => {
      const found = (await applications(argo)).find(({ metadata }) => metadata.name === name);
      const { phase, message = '' } = found?.status?.operationState ?? {};
      return phase === 'Running' && message.includes(`healthy state of`) && message.includes(object) ? true : undefined;
    },
    { timeoutMs: 900_000 },
  );
}

/** As by hand, without server-side apply: leaves the annotation that a three-way comparison starts from. */
async function applyOnClient({ repository, kubernetes }: Hub): Promise<void> {
  for (const [name, kubectl] of kubernetes) {
    const files = globSync(`environments/${name}/**/0*.yaml`, { cwd: repository.directory }).toSorted();
    for (const file of files) {
      await kubectl.run([
        'apply',
        '-f',
        join(repository.directory, file),
        '-l',
        'postgres-ha.io/delivered-by!=argo-cd',
      ]);
    }
  }
}
