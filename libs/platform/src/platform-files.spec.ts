import { readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles, type ExampleChanges, type ExampleIntent } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { describeObject, waveOf, type KubeObject } from '@postgres-ha/kube-manifest';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { platformFiles } from './platform-files.ts';

function textFrom(files: Parameters<typeof readEnvironment>[0]): string {
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  const [file, ...others] = platformFiles(reading.environment);
  expect(others).toEqual([]);
  expect(file?.path).toBe('environments/example/00-operator-install.yaml');
  return file?.text ?? '';
}

function parsed(text: string, version: '1.1' | '1.2'): readonly unknown[] {
  return parseAllDocuments(text, { version, uniqueKeys: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

function objectsOf(intent: ExampleIntent): readonly KubeObject[] {
  return parsed(textFrom(exampleFiles(intent)), '1.1') as readonly KubeObject[];
}

describe.each(OPTION_VARIANTS)('$name', (intent) => {
  const text = textFrom(exampleFiles(intent));
  const objects = objectsOf(intent);

  test('reads the same in YAML 1.1, in YAML 1.2 and in a second library', () => {
    expect(parsed(text, '1.2')).toEqual(objects);
    expect(loadAll(text)).toEqual(objects);
  });

  test('holds every object once, no Secret, and a namespace for everything', () => {
    const names = objects.map(describeObject);
    expect(new Set(names).size).toBe(names.length);
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const made = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const used = objects.flatMap(({ metadata: { namespace } }) =>
      namespace === undefined || namespace === 'argocd' ? [] : [namespace],
    );
    expect(made).toEqual(expect.arrayContaining(used));
    expect(made).toEqual(expect.arrayContaining(Object.values(intent.clusters).map(({ namespace }) => namespace)));
  });

  test('gives every object a wave, in order, and guards what holds data', () => {
    const waves = objects.map(waveOf);
    expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    for (const { kind, metadata } of objects) {
      expect(metadata.annotations?.['argocd.argoproj.io/sync-wave']).toMatch(/^-?\d+$/);
      const guarded = ['Namespace', 'StorageClass'].includes(kind);
      expect(metadata.annotations?.['argocd.argoproj.io/sync-options']).toBe(
        guarded ? 'Prune=false,Delete=false' : undefined,
      );
    }
  });

  test('holds every namespace to a Pod Security level', () => {
    for (const { kind, metadata } of objects) {
      if (kind !== 'Namespace') continue;
      const levels = ['enforce', 'audit', 'warn'].map(
        (mode) => metadata.labels?.[`pod-security.kubernetes.io/${mode}`],
      );
      expect(new Set(levels).size).toBe(1);
      expect(levels[0]).toMatch(/^(?:restricted|baseline|privileged)$/);
    }
  });
});

test('the order in which people write keys never changes a byte', () => {
  const environments = [
    ...OPTION_VARIANTS,
    example({
      environment: {
        storageClasses: Object.fromEntries(
          ['slow', 'fast', 'archive'].map((name) => [
            name,
            { provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', encrypted: 'true' } },
          ]),
        ),
        namespaces: { zoo: {}, shop: { labels: { b: '2', a: '1' } }, alpha: {} },
      },
    }),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...environments), fc.infiniteStream(fc.nat()), (intent, places) => {
      const shuffled = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(shuffled);
        if (typeof value !== 'object' || value === null) return value;
        const entries = Object.entries(value).map(([key, child]) => ({
          key,
          child: shuffled(child),
          place: Number(places.next().value),
        }));
        return Object.fromEntries(entries.sort((a, b) => a.place - b.place).map(({ key, child }) => [key, child]));
      };
      const files = exampleFiles(intent);
      const bytes = new TextEncoder().encode(`${JSON.stringify(shuffled(intent.environment))}\n`);
      expect(textFrom({ ...files, environment: { ...files.environment, bytes } })).toBe(textFrom(files));
    }),
    { numRuns: 150 },
  );
});

const find = (changes: ExampleChanges, kind: string, name?: string): readonly KubeObject[] =>
  objectsOf(example(changes)).filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );

describe('an option of the environment comes to what Kubernetes and Argo CD take', () => {
  test('versions, pinned', () => {
    const applications = find({ environment: { operator: { version: '1.30.2' } } }, 'Application');
    expect(applications.map(({ metadata, ...object }) => [metadata.name, object['spec']])).toMatchObject([
      [
        'cnpg-operator',
        {
          project: 'platform',
          source: {
            chart: 'cloudnative-pg',
            targetRevision: '0.29.0',
            helm: { valuesObject: { image: { tag: '1.30.2' } } },
          },
          destination: { namespace: 'cnpg-system' },
        },
      ],
      [
        'cnpg-barman-cloud',
        {
          source: {
            chart: 'plugin-barman-cloud',
            targetRevision: '0.7.0',
            helm: { valuesObject: { image: { tag: 'v0.14.0' }, sidecarImage: { tag: 'v0.14.0' } } },
          },
          destination: { namespace: 'cnpg-system' },
        },
      ],
    ]);
  });

  test('cert-manager only where it is to be installed, and first', () => {
    expect(find({}, 'Application', 'cert-manager')).toEqual([]);
    const applications = find({ environment: { certManager: { chart: '1.18.2' } } }, 'Application');
    expect(applications.map(({ metadata }) => metadata.name)).toEqual([
      'cert-manager',
      'cnpg-operator',
      'cnpg-barman-cloud',
    ]);
    expect(new Set(applications.map(waveOf)).size).toBe(3);
  });

  test('a storage class that keeps what is deleted by mistake, and grows', () => {
    const changes = {
      environment: {
        storageClasses: {
          fast: { provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', encrypted: 'true' }, default: true },
        },
      },
    };
    expect(find(changes, 'StorageClass')).toMatchObject([
      {
        metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'ebs.csi.aws.com',
        parameters: { type: 'gp3', encrypted: 'true' },
        reclaimPolicy: 'Retain',
        allowVolumeExpansion: true,
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ]);
  });

  test('a namespace with its level and labels; restricted where nothing is said, whatever the name', () => {
    const changes = {
      environment: { namespaces: { shop: { podSecurity: 'baseline', labels: { tier: 'data' } } } },
      others: { b: { namespace: 'constructor' } },
    };
    expect(find(changes, 'Namespace', 'shop')).toMatchObject([
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline', tier: 'data' } } },
    ]);
    expect(find(changes, 'Namespace', 'constructor')).toMatchObject([
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    ]);
  });

  test('the operator in a namespace of another name, with all that is about it', () => {
    const changes = { environment: { operator: { namespace: 'databases' } } };
    expect(find(changes, 'Namespace', 'databases')).toHaveLength(1);
    expect(new Set(find(changes, 'NetworkPolicy').map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['databases']),
    );
    expect(JSON.stringify(objectsOf(example(changes)))).not.toContain('cnpg-system');
  });
});
