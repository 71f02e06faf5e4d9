import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argoCdPart } from '@postgres-ha/argo-cd-bootstrap';
import { eventually, needPart, rigPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryRig, REPOSITORY, type DeliveryRig } from '../delivery/delivery-rig.ts';
import { HEALTHY, startArgoCdCluster, type ArgoCdCluster, type LiveCluster } from './argo-cd-cluster.ts';
import { labEnvironment, NAMESPACE, TARGET } from './lab-environment.ts';

const needs = [rigPart('cluster'), argoCdPart()].map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

const WAITS = 'Waiting for user action';
const ROLLED = 'track_activity_query_size';

describe.skipIf(absent)(`pull requests of the bot, merged, and applied by Argo CD to a real cluster${note}`, () => {
  const resources = new AsyncDisposableStack();
  let bot: DeliveryRig;
  let cluster: ArgoCdCluster;

  beforeAll(async () => {
    bot = resources.use(
      await deliveryRig({
        repositories: [
          {
            name: REPOSITORY,
            private: true,
            members: { ada: 'write', grace: 'maintain' },
            files: { 'README.md': 'Databases.\n', ...labEnvironment() },
          },
        ],
      }),
    );
    cluster = resources.use(await exported(startArgoCdCluster));
    await cluster.clusterThat('three instances', isHealthyWith(3));
  });
  afterAll(() => resources.disposeAsync());

  /** What is on main, as a repository that git can fetch from. */
  async function exported<T>(use: (directory: string) => Promise<T>): Promise<T> {
    const directory = await mkdtemp(join(tmpdir(), 'merged-'));
    try {
      await bot.people.exportTo(directory);
      return await use(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Ada asks, the bot proposes, Grace merges, Argo CD fetches. */
  async function merged(command: string): Promise<void> {
    const outcome = await bot.deliver(bot.ask(command, 'ada'));
    if (outcome.kind !== 'proposed') throw new Error(`${command}: ${JSON.stringify(outcome)}`);
    bot.people.merge(outcome.pullRequest, { by: 'grace', deleteBranch: true });
    await exported(cluster.deliver);
  }

  async function setting(pod: string): Promise<string> {
    const query = `SELECT setting FROM pg_settings WHERE name = '${ROLLED}'`;
    const { exitCode, stdout, stderr } = await cluster.kubectl.exec({
      ...{ namespace: NAMESPACE, pod, container: 'postgres' },
      command: ['psql', '-XAtc', query],
    });
    if (exitCode !== 0) throw new Error(`${pod} does not answer: ${stderr}`);
    return stdout.trim();
  }

  test('the pull request of /scale makes a fourth instance run', async () => {
    await merged(`/scale ${TARGET} instances=4`);
    const { status } = await cluster.clusterThat('four instances', isHealthyWith(4));
    expect(status?.instanceNames).toHaveLength(4);
  });

  test('the pull request of /maintenance start holds a rolling update before the primary, until it is ended', async () => {
    await merged(`/maintenance start ${TARGET}`);
    await cluster.clusterThat('supervised updates', ({ spec }) => spec.primaryUpdateStrategy === 'supervised');
    const primary = (await cluster.cluster())?.status?.currentPrimary ?? '';
    const standbys = ((await cluster.cluster())?.status?.instanceNames ?? []).filter((name) => name !== primary);

    await merged(`/set ${TARGET} ${ROLLED}=2048`);
    const held = await cluster.clusterThat('the wait for a person', ({ status }) => status?.phase === WAITS);
    expect(held.status?.currentPrimary).toBe(primary);
    for (const standby of standbys) {
      await eventually(
        `${standby} with the new setting`,
        async () => ((await settled(standby)) === '2048' ? true : undefined),
        {
          timeoutMs: 300_000,
        },
      );
    }
    expect(await setting(primary)).toBe('1024');

    await merged(`/maintenance end ${TARGET}`);
    const { status, spec } = await cluster.clusterThat(
      'the primary updated',
      (now) =>
        isHealthyWith(4)(now) && now.spec.primaryUpdateStrategy === 'unsupervised' && now.status?.phase === HEALTHY,
    );
    expect(spec.instances).toBe(4);
    await eventually(
      'every instance with the new setting',
      async () => {
        const names = status?.instanceNames ?? [];
        const all = await Promise.all(names.map(settled));
        return all.length === 4 && all.every((value) => value === '2048') ? true : undefined;
      },
      { timeoutMs: 300_000 },
    );
    const main = bot.people.file('environments/lab/environment.yaml');
    expect(main).not.toContain('maintenance');
  });

  /** While a pod starts nobody answers. */
  async function settled(pod: string): Promise<string | undefined> {
    return setting(pod).catch(() => undefined);
  }
});

function isHealthyWith(instances: number): (cluster: LiveCluster) => boolean {
  return ({ spec, status }) =>
    spec.instances === instances && status?.phase === HEALTHY && status.readyInstances === instances;
}
