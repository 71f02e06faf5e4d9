import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatInputProblem } from '@postgres-ha/command-line';
import { openSinks, readNotifySettings } from '@postgres-ha/notification';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { exampleMachine, temporaryDirectory } from '../example-machine.ts';
import { readConfig } from './read-config.ts';

const ROOT = join(import.meta.dirname, '../../../..');

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly selector: { readonly matchLabels: object; readonly [label: string]: unknown };
    readonly podSelector: { readonly matchLabels: object };
    readonly ingress: readonly {
      readonly from?: readonly { readonly podSelector?: { readonly matchLabels: object } }[];
    }[];
    readonly clusterIP: string;
    readonly publishNotReadyAddresses: boolean;
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
    readonly smartShutdownTimeout?: number;
    readonly instances?: number;
  };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly [
    {
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string }[];
      readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    },
  ];
  readonly volumes: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string };
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly secret?: { readonly items: readonly { readonly path: string }[] };
  }[];
}

const documents = (path: string): readonly KubernetesObject[] =>
  parseAllDocuments(readFileSync(join(ROOT, path), 'utf8'), { strict: true, uniqueKeys: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesObject;
  });

describe('the example of a watchdog', () => {
  const objects = documents('docs/examples/split-brain-watchdog.yaml');
  const only = (kind: string): KubernetesObject => {
    const [found] = objects.filter((each) => each.kind === kind);
    if (found === undefined) throw new Error(`the example has no ${kind}`);
    return found;
  };
  const settings = only('ConfigMap').data;
  const { spec: pod, metadata } = only('Deployment').spec.template;
  const [container] = pod.containers;
  const cluster = documents('environments/production/postgres-cluster/01-postgres-cluster.yaml').find(
    ({ kind }) => kind === 'Cluster',
  );
  const env = Object.fromEntries(container.env.map(({ name }) => [name, 'https://beats.example.com/1']));

  function config() {
    using directory = temporaryDirectory();
    const password = directory.write('password', 'only-for-tests');
    for (const [name, text] of Object.entries(settings)) {
      directory.write(name, text.replaceAll('/run/secrets/watchdog/password', password));
    }
    const read = readConfig('watchdog.yaml', exampleMachine({ workingDirectory: directory.path, env }));
    if (read.kind === 'refused') throw new Error(read.problems.map(formatInputProblem).join('\n'));
    return read.value;
  }

  test('has settings that can be read, with the secrets that the container is given', async () => {
    const read = readNotifySettings(settings['notify.yaml'] ?? '', { file: 'notify.yaml' });
    if (read.kind === 'refused') throw new Error(read.problems.map(formatInputProblem).join('\n'));
    const files = { readFile: () => Promise.reject(new Error('the example names no file')) };
    expect((await openSinks(read.value, { file: 'notify.yaml', env, ...files })).kind).toBe('read');
    expect(config().heartbeat?.url).toBe('https://beats.example.com/1');
  });

  test("watches every instance of production's cluster, each by a Service that leads to it alone, ready or not", () => {
    const [watched] = config().clusters;
    const names = Array.from(
      { length: cluster?.spec.instances ?? 0 },
      (_, n) => `${cluster?.metadata.name ?? ''}-${n + 1}`,
    );
    expect(watched?.cluster.members.map(({ name }) => name)).toEqual(names);
    expect(watched?.cluster.smartShutdownSeconds).toBe(cluster?.spec.smartShutdownTimeout);
    const services = objects.filter(({ kind }) => kind === 'Service');
    const led = services.map(({ metadata: { name }, spec }) => [`${name}:5432`, spec.selector['cnpg.io/instanceName']]);
    expect(watched?.connect.map(({ address, member }) => [address, member])).toEqual(led);
    for (const { spec } of services) expect(spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    for (const { metadata: each } of objects) expect(each.namespace).toBe(cluster?.metadata.namespace);
  });

  test('mounts what its settings name, and keeps what must outlive the pod on a volume', () => {
    const mounts = container.volumeMounts.map(({ name, mountPath }) => ({
      mountPath,
      volume: pod.volumes.find((each) => each.name === name),
    }));
    const at = (path: string) => mounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))?.volume;
    const { stateDirectory = '', recordings } = config();
    expect(at(stateDirectory)?.persistentVolumeClaim?.claimName).toBe(only('PersistentVolumeClaim').metadata.name);
    expect(at(recordings?.directory ?? '')).toBe(at(stateDirectory));
    for (const [, path = ''] of (settings['watchdog.yaml'] ?? '').matchAll(/(?:passwordFile: |sslrootcert=)(\S+)/g)) {
      expect(at(path)?.secret?.items.map((item) => item.path)).toEqual([path.slice(dirname(path).length + 1)]);
    }
    const configFile = container.args.find((arg) => arg.startsWith('--config='))?.slice('--config='.length) ?? '';
    expect(at(configFile)?.configMap?.name).toBe(only('ConfigMap').metadata.name);
    expect(Object.keys(settings)).toContain(configFile.slice(dirname(configFile).length + 1));
  });

  test('is chosen by its own labels, by the network policies too', () => {
    const { labels } = metadata;
    expect(only('Deployment').spec.selector.matchLabels).toEqual(labels);
    const [own, databases] = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(own?.spec.podSelector.matchLabels).toEqual(labels);
    expect(databases?.spec.ingress[0]?.from?.[0]?.podSelector?.matchLabels).toEqual(labels);
  });

  test('is given longer to stop than it takes', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(25);
  });
});
