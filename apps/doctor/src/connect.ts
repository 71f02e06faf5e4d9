import { resolve } from 'node:path';
import { readAs, refuse, type Reading } from '@postgres-ha/command-line';
import type { KubeConnection } from '@postgres-ha/kube-api';
import type { LookOptions } from './look-options.ts';
import type { Machine } from './machine.ts';

/** The API server that is meant. What speaks to it is loaded here: it is most of what this program loads. */
export async function connect(
  { kubeconfig, context }: Pick<LookOptions, 'kubeconfig' | 'context'>,
  { workingDirectory, signal }: Machine,
): Promise<Reading<KubeConnection>> {
  const { chooseConnection } = await import('@postgres-ha/kube-api');
  const path = kubeconfig === undefined ? undefined : resolve(workingDirectory, kubeconfig);
  const reading = await chooseConnection({ kubeconfig: path, context }, signal);
  if (reading.kind === 'chosen') return readAs(reading.connection);
  const where = path ?? 'the kubeconfig';
  const remedy = 'Set KUBECONFIG, or name one with --kubeconfig and --context.';
  return refuse({ where, found: reading.problem, expected: 'a kubeconfig with a current context', remedy });
}
