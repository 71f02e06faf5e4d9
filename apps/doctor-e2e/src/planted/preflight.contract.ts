import { randomUUID } from 'node:crypto';
import { eventually, needPart, ROOT, rigPart, startRig, type ApiRig } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { printedBy, runDoctor } from '../doctor/doctor-process.ts';
import type { Proof } from './command-claims.ts';

const need = needPart(rigPart('api'));

describe.skipIf(need.absent)(`preflight before anything is installed${need.note}`, () => {
  test('names nodes, StorageClass, namespaces, operator, plugin and credentials of production', async () => {
    await using rig = await startRig({ kind: 'api', name: 'nothing installed' });
    await uninstall(rig);
    const end = await runDoctor(['preflight', 'production', '--json'], { kubeconfig: rig.kubeconfig, cwd: ROOT });
    const { proofs } = printedBy(end) as { readonly proofs: readonly Proof[] };
    const open = proofs.filter(({ outcome }) => outcome !== 'ok').map(({ id, outcome }) => `${id} ${outcome}`);
    expect(open).toEqual(
      expect.arrayContaining([
        'namespace-cnpg-system later',
        'namespace-link-services later',
        'nodes-postgres-cluster failed',
        'storage-postgres-cluster later',
        'operator later',
        'plugin later',
        'secret-backup-credentials later',
        'bucket-postgres-cluster later',
      ]),
    );
    for (const { outcome, remedy, id } of proofs) if (outcome === 'failed') expect(remedy, id).not.toBe('');
    expect(end.exitCode).toBe(1);
  });
});

/** The rig has an operator that runs beside it, and what it brings to the API server. */
async function uninstall({ kubectl }: ApiRig): Promise<void> {
  const definitions = async (): Promise<readonly string[]> =>
    (await kubectl.run(['get', 'crd', '-o', 'name'])).split('\n').filter((name) => name.endsWith('cnpg.io'));
  await kubectl.run(['delete', ...(await definitions()), '--wait=false']);
  await eventually(
    'the operator’s kinds to be gone',
    async () => {
      const left = await definitions();
      // the API server may not have made a kind's storage yet: it looks again after a change, or after a long time
      for (const name of left)
        await kubectl.run(['annotate', name, `looked=${randomUUID()}`, '--overwrite']).catch(() => '');
      return left.length === 0 ? true : undefined;
    },
    { timeoutMs: 120_000, intervalMs: 500 },
  );
  await kubectl.run(['delete', 'validatingwebhookconfiguration,mutatingwebhookconfiguration', '--all']);
  await kubectl.run(['delete', 'namespace', 'cnpg-system', '--wait=false']);
  // nobody here empties a namespace that is deleted
  await kubectl.run([
    '-n',
    'cnpg-system',
    'delete',
    'deployments,services,secrets,configmaps,serviceaccounts',
    '--all',
  ]);
  const namespace = JSON.parse(await kubectl.run(['get', 'namespace', 'cnpg-system', '-o', 'json'])) as object;
  await kubectl.run(['replace', '--raw', '/api/v1/namespaces/cnpg-system/finalize', '-f', '-'], {
    input: JSON.stringify({ ...namespace, spec: { finalizers: [] } }),
  });
}
