import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readPolicy } from './read-policy.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const POLICY = 'environments/production/postgres-cluster/02-backup-configuration.yaml';

interface Deployment {
  readonly kind: string;
  readonly metadata: { readonly namespace: string };
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly podSelector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [
          {
            readonly args: readonly string[];
            readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
          },
        ];
        readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
      };
    };
  };
}

const documents = (path: string): readonly Deployment[] =>
  parseAllDocuments(readFileSync(join(ROOT, path), 'utf8'), { strict: true, uniqueKeys: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Deployment;
  });

describe('the example of a worker', () => {
  const [deployment, network] = documents('docs/examples/backup-verifier.yaml');
  if (deployment === undefined || network === undefined) throw new Error('the example is not what it was');
  const { template } = deployment.spec;
  const [container] = template.spec.containers;
  const reading = readPolicy(POLICY, readFileSync(join(ROOT, POLICY)));
  if (reading.kind === 'refused') throw new Error('production has no policy');
  const policy = reading.value;
  const option = (name: string) => container.args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? '';

  test("mounts the policy that is rendered for production's cluster, where the worker is told to look", () => {
    const mount = container.volumeMounts.find(({ mountPath }) => option('policy').startsWith(`${mountPath}/`));
    const volume = template.spec.volumes.find(({ name }) => name === mount?.name);
    expect(volume?.configMap?.name).toBe(`${policy.cluster.name}-backup-verification`);
    expect(deployment.metadata.namespace).toBe(policy.cluster.namespace);
    expect(option('policy')).toBe(`${mount?.mountPath ?? ''}/policy.yaml`);
  });

  test('has a writable place for throw-away servers, and the programs of the right major version', () => {
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(option('scratch'));
    expect(option('postgres-bin')).toContain(`/${policy.cluster.postgresql}/`);
  });

  test('is chosen by its own labels, by the network policy too', () => {
    expect(deployment.spec.selector.matchLabels).toEqual(template.metadata.labels);
    expect(network.spec.podSelector.matchLabels).toEqual(template.metadata.labels);
  });

  test('is given longer to stop than it takes', () => {
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(25);
  });
});
