import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Kubectl } from '@postgres-ha/testkit';
import { REPOSITORY } from './shipped-environments.ts';

const OVERLAY = join(REPOSITORY, 'manifests/overlays/one-node');

/** Production for one node, as a user builds it who sets the S3 endpoint by a kustomization on top of the documented overlay. */
export async function productionOnOneNode(kubectl: Kubectl, s3Endpoint: string): Promise<string> {
  await using folder = await temporaryFolder();
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [relative(folder.path, OVERLAY)],
    sortOptions: { order: 'fifo' },
    patches: [
      replacing({ kind: 'ObjectStore' }, '/spec/configuration/endpointURL', s3Endpoint),
      replacing(
        { kind: 'NetworkPolicy', name: 'postgres-cluster-s3-endpoint' },
        '/spec/egress/0/ports/0/port',
        portOf(s3Endpoint),
      ),
    ],
  };
  await writeFile(join(folder.path, 'kustomization.yaml'), JSON.stringify(kustomization));
  return await kubectl.run(['kustomize', '--load-restrictor', 'LoadRestrictionsNone', folder.path]);
}

function replacing(
  target: { readonly kind: string; readonly name?: string },
  path: string,
  value: string | number,
): object {
  return { target, patch: JSON.stringify([{ op: 'replace', path, value }]) };
}

export function portOf(endpoint: string): number {
  const { port, protocol } = new URL(endpoint);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'postgres-ha-overlay-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
