import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { runDoctor } from '../doctor/doctor-process.ts';
import { writes } from '../doctor/only-reads.ts';
import { sql } from '../world/live.ts';
import { CLUSTER } from '../world/small-cluster.ts';
import { HEALTHY_NAMESPACE, type PlantedWorld } from './planted-world.ts';

/** Of Secrets, and for everybody to know. */
const PUBLIC = new Set(['username', 'user', 'host', 'port', 'dbname', 'ca.crt', 'tls.crt']);
/** Shorter ones are found in anything. */
const LEAST_LENGTH = 8;
/** What statements and connection strings bring into an instance's log. */
const IN_LOGS = { password: 'planted-in-a-statement-1', uri: 'planted-in-an-address-2' };

interface Secret extends LiveObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** A bundle can be sent to others: no secret of the cluster is in it, in any form. */
export function claimBundle(world: () => PlantedWorld): void {
  describe('bundle', () => {
    test('holds what is needed to find out, and no secret', async () => {
      const { account, api, kubectl } = world();
      const at = { namespace: HEALTHY_NAMESPACE, pod: `${CLUSTER}-1` };
      await sql(kubectl, at, `CREATE ROLE planted PASSWORD '${IN_LOGS.password}'`);
      await sql(kubectl, at, `SELECT 'postgresql://planted:${IN_LOGS.uri}@orders-rw:5432/linkdb'`);
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'bundle.tar.gz');
      const asked = api.requests.length;
      const end = await runDoctor(
        ['bundle', '--namespace', HEALTHY_NAMESPACE, '--cluster', CLUSTER, '--output', path],
        account,
      );
      expect(end.exitCode, end.stdout + end.stderr).toBe(0);
      expect(writes(api.requests.slice(asked))).toEqual([]);

      const unpacked = join(folder.path, 'unpacked');
      await mkdir(unpacked);
      await outputOf('tar', ['-xzf', path, '-C', unpacked]);
      const files = await filesBelow(unpacked);
      const text = files.map(({ content }) => content).join('\n');
      expect(text).toContain(`${CLUSTER}-1`);
      expect(text).toContain('Cluster in healthy state');

      const secrets = [...(await secretsOf(kubectl)), ...Object.values(IN_LOGS)];
      expect(secrets.length).toBeGreaterThan(8);
      const found = secrets.flatMap((secret) =>
        formsOf(secret).flatMap((form) =>
          files.filter(({ content }) => content.includes(form)).map(({ name }) => `${name}: ${secret.slice(0, 24)}…`),
        ),
      );
      expect(found).toEqual([]);
    });

    test('is not written over another file', async () => {
      await using folder = await temporaryFolder();
      const end = await runDoctor(
        ['bundle', '--namespace', HEALTHY_NAMESPACE, '--cluster', CLUSTER, '--output', folder.path],
        world().account,
      );
      expect(end.exitCode, end.stderr).toBe(2);
      expect(await readdir(folder.path)).toEqual([]);
    });
  });
}

/** Values that nobody else may know: of the cluster's namespace, and of the operator's. */
async function secretsOf(kubectl: Kubectl): Promise<readonly string[]> {
  const lists = await Promise.all(
    [HEALTHY_NAMESPACE, 'cnpg-system'].map((namespace) => kubectl.list<Secret>('secrets', namespace)),
  );
  const values = lists
    .flat()
    .flatMap(({ data = {} }) =>
      Object.entries(data).flatMap(([key, value]) =>
        PUBLIC.has(key) ? [] : [Buffer.from(value, 'base64').toString()],
      ),
    );
  return [...new Set(values)].filter((value) => value.length >= LEAST_LENGTH && value !== IMAGE_NAMES);
}

/** The plugin keeps the name of an image in a Secret. */
const IMAGE_NAMES = 'rig.local/barman-sidecar:1';

/** As it is, as a Secret holds it, as JSON writes it, and each line of a key. */
function formsOf(secret: string): readonly string[] {
  const lines = secret.split('\n').filter((line) => line.length >= 40 && !line.startsWith('-----'));
  return [secret, Buffer.from(secret).toString('base64'), JSON.stringify(secret).slice(1, -1), ...lines];
}

interface FileSeen {
  readonly name: string;
  readonly content: string;
}

async function filesBelow(directory: string): Promise<readonly FileSeen[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name, parentPath }) => ({ name, content: await readFile(join(parentPath, name), 'utf8') })),
  );
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'doctor-bundle-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
