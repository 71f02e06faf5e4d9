import type { KubeObject } from '@postgres-ha/kube-manifest';
import { fulfil, generatedValues, isExternalSecret, isSecretStore } from './external-secrets.ts';
import type { Kubectl, LiveObject } from './kubectl.ts';

interface LiveSecret extends LiveObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface StandInOptions {
  /** By name of the Secret, what some of its keys must hold; all else is generated. */
  readonly known?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Makes the Secrets that the ExternalSecrets among the objects ask for, as their operator would, once.
 * @returns the Secrets of the cluster that some still wait for; call again when these exist
 */
export async function makeExternalSecrets(
  kubectl: Kubectl,
  objects: readonly KubeObject[],
  { known = {} }: StandInOptions = {},
): Promise<readonly string[]> {
  const sources = {
    stores: objects.filter(isSecretStore),
    remoteValue: generatedValues('stand-in'),
    inCluster: async (namespace: string, name: string) => {
      const secret = await kubectl.get<LiveSecret>({ resource: 'secrets', name, namespace });
      if (secret === undefined) return undefined;
      return Object.fromEntries(
        Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
      );
    },
  };
  const outcomes = await Promise.all(objects.filter(isExternalSecret).map((external) => fulfil(external, sources)));
  const secrets = outcomes.flatMap((outcome) => {
    if (outcome.kind === 'waiting') return [];
    const { secret } = outcome;
    return [{ ...secret, stringData: { ...secret.stringData, ...known[secret.metadata.name] } }];
  });
  if (secrets.length > 0) {
    const applied = await kubectl.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: secrets }));
    if (applied.kind === 'refused')
      throw new Error(`the Secrets of the ExternalSecrets were refused: ${applied.because}`);
  }
  return outcomes.flatMap((outcome) => (outcome.kind === 'waiting' ? [outcome.for] : []));
}
