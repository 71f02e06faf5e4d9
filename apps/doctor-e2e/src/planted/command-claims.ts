import { describe, expect, test } from 'vitest';
import { printedBy, runDoctor } from '../doctor/doctor-process.ts';
import { writes } from '../doctor/only-reads.ts';
import { claimBundle } from './bundle-claims.ts';
import { claimPreflight } from './preflight-claims.ts';
import { clusterIn, sql } from '../world/live.ts';
import { CLUSTER, DATABASE, OWNER } from '../world/small-cluster.ts';
import { HEALTHY_NAMESPACE, HEALTHY_POOLER, NEVER_UP, type PlantedWorld } from './planted-world.ts';

/** What `verify --json` and `preflight --json` print of each question. */
export interface Proof {
  readonly id: string;
  readonly question: string;
  readonly outcome: 'ok' | 'failed' | 'unknown' | 'later';
  readonly because: string;
  readonly remedy: string;
}

interface StatusView {
  readonly primary?: string;
  readonly phase?: string;
  readonly instances: readonly {
    readonly pod: string;
    readonly role?: string;
    readonly state?: string;
    readonly timeline?: number;
  }[];
  readonly poolers?: readonly { readonly name: string; readonly ready?: number }[];
  readonly versions: { readonly postgresql?: string };
  readonly archive?: { readonly failing?: boolean; readonly newestBackup?: number };
}

const TARGET = ['--namespace', HEALTHY_NAMESPACE, '--cluster', CLUSTER];

/** The commands beside diagnose, on the same clusters. */
export function claimCommands(world: () => PlantedWorld): void {
  describe('verify', () => {
    test('logs in as the owner, by the service and by the pooler, and shows the server’s version', async () => {
      const { account, api, kubectl } = world();
      const asked = api.requests.length;
      const end = await runDoctor(['verify', ...TARGET], account);
      const [version = ''] = await sql(kubectl, primaryOf(), 'SELECT version()');
      expect(end.stdout, end.stderr).toContain(version);
      for (const name of [OWNER, DATABASE, HEALTHY_POOLER]) expect(end.stdout).toContain(name);
      expect(end.stdout).not.toMatch(/FAILED|UNKNOWN/);
      expect(end.exitCode).toBe(0);
      expect(writes(api.requests.slice(asked))).toEqual([]);
    });

    test('says that the password of the Secret is not the role’s', async () => {
      const { account } = world();
      const password = await passwordOf(world());
      await setPassword(world(), 'not-what-the-secret-says');
      try {
        const end = await runDoctor(['verify', ...TARGET, '--json'], account);
        const failed = proofsOf(end).filter(({ outcome }) => outcome === 'failed');
        expect(failed.length, end.stdout).toBeGreaterThan(0);
        expect(
          failed.every(({ question, because }) => /log|password|28P01/i.test(question + because)),
          end.stdout,
        ).toBe(true);
        expect(end.exitCode).toBe(1);
        expect(end.stdout).not.toContain(password);
      } finally {
        await setPassword(world(), password);
      }
    });

    test('says that there is no primary, of a cluster that never came up', async () => {
      const target = ['--namespace', NEVER_UP, '--cluster', CLUSTER];
      const end = await runDoctor(['verify', ...target, '--json'], world().account);
      const primary = proofsOf(end).find(({ id }) => id === 'primary');
      expect(primary?.outcome, end.stdout).toBe('failed');
      expect(end.exitCode).toBe(1);
    });
  });

  describe('status', () => {
    test('agrees with what the instances say by SQL', async () => {
      const { account, kubectl, api } = world();
      const asked = api.requests.length;
      const end = await runDoctor(['status', ...TARGET, '--json'], account);
      const { clusters: [view] = [] } = printedBy(end) as { readonly clusters?: readonly StatusView[] };
      const cluster = await clusterIn(kubectl, HEALTHY_NAMESPACE);
      const streams = await sql(
        kubectl,
        primaryOf(),
        'SELECT application_name || $$ $$ || state FROM pg_stat_replication',
      );
      const [version = '', timeline = ''] = await sql(
        kubectl,
        primaryOf(),
        "SELECT current_setting('server_version') UNION ALL SELECT timeline_id::text FROM pg_control_checkpoint()",
      );
      expect({
        primary: view?.primary,
        phase: view?.phase,
        standbys: view?.instances
          .filter(({ role }) => role === 'standby')
          .map(({ pod, state }) => `${pod} ${state ?? ''}`),
        timelines: [...new Set(view?.instances.map((one) => String(one.timeline)))],
        poolers: view?.poolers?.map(({ name, ready }) => `${name} ${ready ?? 0}`),
        code: end.exitCode,
      }).toEqual({
        primary: cluster?.status?.currentPrimary,
        phase: cluster?.status?.phase,
        standbys: streams,
        timelines: [timeline],
        poolers: [`${HEALTHY_POOLER} 1`],
        code: 0,
      });
      expect(version).toContain(view?.versions.postgresql ?? 'no version');
      expect(view?.archive?.failing).toBe(false);
      expect(view?.archive?.newestBackup).toBeGreaterThan(0);
      expect(writes(api.requests.slice(asked))).toEqual([]);
    });
  });

  claimBundle(world);
  claimPreflight(world);
}

/** Of the healthy cluster, which is never switched. */
function primaryOf(): { readonly namespace: string; readonly pod: string } {
  return { namespace: HEALTHY_NAMESPACE, pod: `${CLUSTER}-1` };
}

function proofsOf(end: Parameters<typeof printedBy>[0]): readonly Proof[] {
  const { clusters: [only] = [] } = printedBy(end) as {
    readonly clusters?: readonly { readonly proofs: readonly Proof[] }[];
  };
  return only?.proofs ?? [];
}

async function passwordOf({ kubectl }: PlantedWorld): Promise<string> {
  const encoded = await kubectl.run([
    '-n',
    HEALTHY_NAMESPACE,
    'get',
    'secret',
    `${CLUSTER}-app`,
    '-o',
    'jsonpath={.data.password}',
  ]);
  return Buffer.from(encoded, 'base64').toString();
}

async function setPassword({ kubectl }: PlantedWorld, password: string): Promise<void> {
  await sql(kubectl, primaryOf(), `ALTER ROLE ${OWNER} PASSWORD '${password}'`);
}
