import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { Kubectl } from './kubectl.ts';
import { prometheusOperatorPart } from './parts.ts';

/**
 * Applies CustomResourceDefinitions of a file or a directory, over those of another release, and waits until the API server serves them.
 * `kubectl wait` fails on one that has no conditions yet.
 */
export async function installDefinitions(kubectl: Kubectl, path: string): Promise<void> {
  const applied = await kubectl.run(['apply', '--server-side', '--force-conflicts', '-f', path, '-o', 'name']);
  const names = applied.split('\n').flatMap((line) => line.split('/')[1] ?? []);
  await eventually(
    `the definitions of ${path}`,
    async () => {
      // not the definitions themselves: they are megabytes
      const columns = 'custom-columns=SERVED:.status.conditions[?(@.type=="Established")].status';
      const look = ['get', 'customresourcedefinitions', ...names, '-o', columns, '--no-headers'];
      // To filter what has no conditions yet is an error as well.
      const served = await kubectl.run(look).catch(() => '');
      const states = served.trim().split('\n');
      return (states.length === names.length && states.every((state) => state.trim() === 'True')) || undefined;
    },
    { timeoutMs: 120_000, intervalMs: 250 },
  );
}

/**
 * The definition of AlertmanagerConfig, which files 03 have and the rig's own definitions do not. Where the Prometheus operator is not
 * installed, and so its definitions are not, nothing is done: what needs them is refused by the API server, by name.
 */
export async function installRouteDefinitions({ kubectl }: { readonly kubectl: Kubectl }): Promise<void> {
  const file = join(prometheusOperatorPart().directory, 'crds/monitoring.coreos.com_alertmanagerconfigs.yaml');
  try {
    await access(file);
  } catch {
    return;
  }
  await installDefinitions(kubectl, file);
}
