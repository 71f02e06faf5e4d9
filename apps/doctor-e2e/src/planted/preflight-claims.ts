import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeAdministrator } from '../doctor/doctor-account.ts';
import { printedBy, runDoctor } from '../doctor/doctor-process.ts';
import { writes } from '../doctor/only-reads.ts';
import { applied } from '../world/live.ts';
import { ACCESS_KEY, CLUSTER, CREDENTIALS, namespaceObject, SECRET_KEY, secretObject } from '../world/small-cluster.ts';
import type { Proof } from './command-claims.ts';
import type { PlantedWorld } from './planted-world.ts';

const NAMESPACE = 'planned';
const BUCKET = 'planned-backups';

const ENVIRONMENT = `operator: { version: 1.30.0, chart: 0.29.0 }
backupPlugin: { version: 0.14.0, chart: 0.7.0 }
destination: { server: 'https://kubernetes.default.svc' }
namespaces:
  ${NAMESPACE}: { podSecurity: restricted }
secrets: existing
images:
  postgresql:
    '17': rig.local/postgresql:17
  pgbouncer: rig.local/pgbouncer:1
defaults:
  postgresql: { version: 17 }
  placement: { nodes: none, zones: none }
`;

function clusterFile(endpoint: string): string {
  return `namespace: ${NAMESPACE}
instances: 1
database: { name: linkdb, owner: linkuser }
storage: { size: 2Gi, class: fast-ssd }
resources: { cpu: 100m, memory: 768Mi, limits: { cpu: 2 } }
postgresql:
  parameters:
    max_connections: 50
    shared_buffers: 64MB
    work_mem: 1MB
backup:
  destination: s3://${BUCKET}/
  endpoint: ${endpoint}
  credentials:
    accessKeys: { secret: ${CREDENTIALS}, accessKeyId: ${ACCESS_KEY}, secretAccessKey: ${SECRET_KEY} }
  schedule: '0 2 * * *'
  retention: 30d
`;
}

/** What an installation needs is named while it is missing, and no longer once it is there. */
export function claimPreflight(world: () => PlantedWorld): void {
  describe('preflight', () => {
    test('names each thing that is missing, and none of them when it is there', async () => {
      const { rig, kubectl, api } = world();
      await using account = await makeAdministrator(rig, api);
      await using checkout = await makeCheckout(rig.s3.endpointForPods);
      const look = async (): Promise<Readonly<Record<string, string>>> => {
        const asked = api.requests.length;
        const end = await runDoctor(['preflight', 'lab', '--json'], {
          kubeconfig: account.kubeconfig,
          cwd: checkout.path,
        });
        expect(writes(api.requests.slice(asked))).toEqual([]);
        const { proofs = [] } = printedBy(end) as { readonly proofs?: readonly Proof[] };
        expect(proofs.length, end.stdout).toBeGreaterThan(0);
        return Object.fromEntries(proofs.map(({ id, outcome }) => [id, outcome]));
      };
      const things = ['namespace-planned', `storage-${CLUSTER}`, `secret-${CREDENTIALS}`, `bucket-${CLUSTER}`];
      const outcomes = (seen: Readonly<Record<string, string>>): readonly (string | undefined)[] =>
        things.map((id) => seen[id]);

      const before = await look();
      expect(outcomes(before), JSON.stringify(before)).toEqual(['later', 'failed', 'failed', 'later']);

      await applied(kubectl, [namespaceObject(NAMESPACE)]);
      await kubectl.run(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted']);
      await kubectl.run(['patch', 'storageclass', 'fast-ssd', '--type=merge', '-p', '{"allowVolumeExpansion":true}']);
      await applied(kubectl, [
        secretObject({
          name: CREDENTIALS,
          namespace: NAMESPACE,
          values: { [ACCESS_KEY]: rig.s3.accessKeyId, [SECRET_KEY]: rig.s3.secretAccessKey },
        }),
      ]);
      const between = await look();
      expect(outcomes(between), JSON.stringify(between)).toEqual(['ok', 'ok', 'ok', 'failed']);

      await mkdir(join(rig.s3.directory, BUCKET));
      const after = await look();
      expect(outcomes(after), JSON.stringify(after)).toEqual(['ok', 'ok', 'ok', 'ok']);
      // the rig's images have tags of their own, so that their versions are not those of the environment
      expect([after['operator'], after['plugin']]).toEqual(['later', 'later']);
    });
  });
}

async function makeCheckout(endpoint: string): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'doctor-checkout-'));
  const folder = join(path, 'environments/lab', CLUSTER);
  await mkdir(folder, { recursive: true });
  await writeFile(join(path, 'environments/lab/environment.yaml'), ENVIRONMENT);
  await writeFile(join(folder, 'cluster.yaml'), clusterFile(endpoint));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
