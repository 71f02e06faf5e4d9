import type { KubeObject } from '@postgres-ha/kube-manifest';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { makeAccount } from '../doctor/doctor-account.ts';
import { diagnosisOf, runDoctor, startDoctor, type DoctorEnd, type RunningDoctor } from '../doctor/doctor-process.ts';
import { commandsInPods, JOB_LABEL, writes } from '../doctor/only-reads.ts';
import type { ApiRequest } from '../world/api-recorder.ts';
import { CLUSTER } from '../world/small-cluster.ts';
import { recordingArgs } from './keep-evidence.ts';
import { HEALTHY_NAMESPACE, type PlantedWorld } from './planted-world.ts';
import { statementsOf } from './statements-of.ts';
import { versionsOf } from './versions-of.ts';

const TARGET = ['--namespace', HEALTHY_NAMESPACE, '--cluster', CLUSTER];
const DIAGNOSE = ['diagnose', ...TARGET, '--json'];
const MOST_LOOKS = 3;
const SOON = { timeoutMs: 300_000, intervalMs: 250 } as const;

/** A healthy cluster is called healthy, is left as it is, and nothing is called healthy that was not looked at. */
export function claimHealthy(world: () => PlantedWorld): void {
  describe('a healthy cluster', () => {
    let looked: Promise<HealthyLook> | undefined;
    const look = (): Promise<HealthyLook> => (looked ??= lookInTime(world()));

    test('has no finding, and everything was seen', async () => {
      const { end } = await look();
      const { findings, unseen, verdict } = diagnosisOf(end);
      expect({ findings, unseen, verdict, code: end.exitCode }).toEqual({
        ...{ findings: [], unseen: [], verdict: 'nothing-found', code: 0 },
      });
    });

    test('is as it was before: nothing was written but a labelled Job, which is gone', async () => {
      const { requests, before, after, jobs } = await look();
      expect(writes(requests)).toEqual([]);
      const made = requests.filter(isNewJob);
      const removed = requests.filter(({ method }) => method === 'DELETE');
      expect(made.length).toBeGreaterThan(0);
      expect(removed.length).toBeGreaterThanOrEqual(made.length);
      expect(jobs).toBe('');
      expect(after).toEqual(before);
    });

    test('was only asked: every statement that reached PostgreSQL reads', async () => {
      const { requests, statements } = await look();
      expect(commandsInPods(requests).length).toBeGreaterThan(0);
      expect(statements.length).toBeGreaterThan(0);
      const reading = /^(?:SELECT|WITH|SHOW|BEGIN|COMMIT|ROLLBACK|SET|START TRANSACTION)\b/i;
      expect(statements.filter((statement) => !reading.test(statement))).toEqual([]);
    });

    test.each([{ signal: 'SIGINT' }, { signal: 'SIGTERM' }] as const)(
      'keeps no Job of a doctor that is ended by $signal',
      async ({ signal }) => {
        const doctor = await withJob(world());
        doctor.signal(signal);
        const end = await doctor.ended;
        expect(end.exitCode, end.stderr).not.toBe(0);
        expect(await jobsLeft(world())).toBe('');
      },
    );
  });

  describe('what was not seen is unknown, and never fine', () => {
    test.each([
      { missing: 'the Cluster', resources: ['clusters'] },
      { missing: 'Pods', resources: ['pods'] },
      { missing: 'running psql', resources: ['pods/exec'] },
      { missing: 'Secrets', resources: ['secrets'] },
      { missing: 'its Job', resources: ['jobs'] },
      { missing: 'Deployments', resources: ['deployments'] },
      { missing: 'the operator’s rights', resources: ['subjectaccessreviews'] },
    ])('without the right to $missing', async ({ missing, resources }) => {
      const { rig, api } = world();
      const suffix = `-without-${resources.join('-').replace(/\W/g, '-')}`;
      await using account = await makeAccount(rig, api, {
        suffix,
        change: (object) => withoutResources(object, resources),
      });
      const end = await runDoctor(DIAGNOSE, account);
      const { findings, unseen, verdict } = diagnosisOf(end);
      expect(findings, missing).toEqual([]);
      expect(unseen).not.toEqual([]);
      expect({ verdict, code: end.exitCode }).toEqual({ verdict: 'could-not-look', code: 3 });
    });

    test.each([{ mood: 'resets' }, { mood: 'hangs' }] as const)('from an API server that $mood', async ({ mood }) => {
      const { api, account } = world();
      api.become(mood);
      try {
        // it ends by itself, or not at all
        const end = await runDoctor([...DIAGNOSE, '--timeout', '15s'], account);
        expect(end.exitCode, end.stdout + end.stderr).toBe(3);
      } finally {
        api.become('answers');
      }
    });

    test('with a kubeconfig that is not there', async () => {
      const end = await runDoctor(DIAGNOSE, { kubeconfig: '/nonexistent/kubeconfig' });
      expect(end.exitCode, end.stderr).toBe(2);
    });

    test('of a cluster that does not exist, in a namespace that does', async () => {
      const end = await runDoctor(
        ['diagnose', '--namespace', HEALTHY_NAMESPACE, '--cluster', 'nobody', '--json'],
        world().account,
      );
      expect(diagnosisOf(end).findings[0]?.id).toBe('cluster-missing');
      expect(end.exitCode).toBe(1);
    });
  });
}

/** One diagnosis of the healthy cluster, and what is left of it. */
interface HealthyLook {
  readonly end: DoctorEnd;
  readonly requests: readonly ApiRequest[];
  /** Objects with their versions. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly statements: readonly string[];
  /** Jobs of the doctor that are there afterwards. */
  readonly jobs: string;
}

/** On a machine that is busy an answer may come too late, which is said: then it is looked again, a few times. */
async function lookInTime(world: PlantedWorld): Promise<HealthyLook> {
  for (let looks = 1; ; looks += 1) {
    const look = await lookAtHealthy(world);
    if (looks === MOST_LOOKS || diagnosisOf(look.end).unseen.length === 0) return look;
  }
}

async function lookAtHealthy(world: PlantedWorld): Promise<HealthyLook> {
  const { kubectl, account, api } = world;
  const before = await versionsOf(kubectl, HEALTHY_NAMESPACE);
  const asked = api.requests.length;
  const since = new Date(Date.now() - 1_000).toISOString();
  const recording = recordingArgs({ namespace: HEALTHY_NAMESPACE, finding: 'none' });
  const end = await runDoctor([...DIAGNOSE, ...recording], account);
  return {
    ...{ end, before },
    requests: api.requests.slice(asked),
    after: await versionsOf(kubectl, HEALTHY_NAMESPACE),
    statements: await statementsOf(kubectl, HEALTHY_NAMESPACE, since),
    jobs: await jobsLeft(world),
  };
}

function isNewJob({ method, path }: ApiRequest): boolean {
  return method === 'POST' && path.endsWith('/jobs');
}

/** A doctor that has just made its Job. */
async function withJob({ account, api }: PlantedWorld): Promise<RunningDoctor> {
  const asked = api.requests.length;
  const doctor = startDoctor(DIAGNOSE, account);
  await eventually('its Job', () => Promise.resolve(api.requests.slice(asked).some(isNewJob) ? true : undefined), SOON);
  return doctor;
}

/** Its Job is on its own: looked for when all else has been claimed, since that takes as long as its time lasts. */
export async function killDoctorAtWork(world: PlantedWorld): Promise<void> {
  const doctor = await withJob(world);
  doctor.signal('SIGKILL');
  await doctor.ended;
}

/** To be claimed last. */
export function claimKilledLeavesNothing(world: () => PlantedWorld): void {
  test('a doctor that was killed at work has left no Job and no pod, when their time is over', async () => {
    const { kubectl } = world();
    await eventually('the Job to be gone', async () => ((await jobsLeft(world())) === '' ? true : undefined), {
      timeoutMs: 300_000,
      intervalMs: 1_000,
    });
    const pods = await kubectl.run(['get', 'pods', '--all-namespaces', '-l', JOB_LABEL, '-o', 'name']);
    expect(pods.trim()).toBe('');
  });
}

async function jobsLeft({ kubectl }: PlantedWorld): Promise<string> {
  const jobs = await kubectl.run(['get', 'jobs', '--all-namespaces', '-l', JOB_LABEL, '-o', 'name']);
  return jobs.trim();
}

interface Rule {
  readonly resources?: readonly string[];
}

/** The published rights, less some; roles and bindings get a name of their own. */
function withoutResources(object: KubeObject, resources: readonly string[]): KubeObject {
  const own = { ...object, metadata: { ...object.metadata } };
  if (object.kind !== 'ClusterRole' && object.kind !== 'Role') return own;
  const rules = object['rules'] as readonly Rule[];
  return {
    ...own,
    rules: rules
      .map((rule) => ({ ...rule, resources: (rule.resources ?? []).filter((each) => !resources.includes(each)) }))
      .filter(({ resources: left }) => left.length > 0),
  };
}
