import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '@postgres-ha/environment';
import { exampleFiles } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { environmentFiles } from '@postgres-ha/rendering';
import {
  isNetworkPolicy,
  lets,
  manifestObjects,
  selects,
  type LabelSelector,
  type PodPeer,
} from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { REPOSITORY, shippedEnvironments } from '@postgres-ha/production-rig';

interface PodMonitor extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly namespaceSelector?: { readonly any?: boolean };
    readonly podMetricsEndpoints: readonly { readonly port: string }[];
  };
}

/** A pod with the port that Prometheus asks. */
interface Target {
  readonly what: string;
  readonly pod: PodPeer;
  readonly portName: string;
  readonly port: number;
}

const EXAMPLES = ['backup-verifier', 'split-brain-watchdog', 'gitops-bot'];

function pod(namespace: string, labels: Readonly<Record<string, string>>): PodPeer {
  return { kind: 'pod', namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels };
}

/** What CloudNativePG makes of the objects, with the labels and ports that it gives. */
function madeByTheOperator(objects: readonly KubeObject[]): readonly Target[] {
  return objects.flatMap(({ kind, metadata: { name, namespace = '' }, ...body }): readonly Target[] => {
    const labels = { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance', 'cnpg.io/instanceRole': 'primary' };
    if (kind === 'Cluster')
      return [{ what: `instance of ${name}`, pod: pod(namespace, labels), portName: 'metrics', port: 9187 }];
    if (kind !== 'Pooler') return [];
    const { cluster } = body['spec'] as { readonly cluster: { readonly name: string } };
    const own = { 'cnpg.io/cluster': cluster.name, 'cnpg.io/podRole': 'pooler', 'cnpg.io/poolerName': name };
    return [{ what: name, pod: pod(namespace, own), portName: 'metrics', port: 9127 }];
  });
}

function operatorPod(namespace: string): Target {
  const labels = { 'app.kubernetes.io/name': 'cloudnative-pg' };
  return { what: 'the operator', pod: pod(namespace, labels), portName: 'metrics', port: 8080 };
}

/** The monitors that find a pod. */
function finding(
  monitors: readonly PodMonitor[],
  { pod: { namespace, labels }, portName }: Target,
): readonly PodMonitor[] {
  return monitors.filter(
    ({ metadata, spec }) =>
      (spec.namespaceSelector?.any === true || metadata.namespace === namespace) &&
      selects(spec.selector, labels) &&
      spec.podMetricsEndpoints.some(({ port }) => port === portName),
  );
}

function monitorsIn(objects: readonly KubeObject[]): readonly PodMonitor[] {
  return objects.filter((object): object is PodMonitor => object.kind === 'PodMonitor');
}

const WATCHED = OPTION_VARIANTS.flatMap((intent) => {
  const reading = readEnvironment(exampleFiles(intent));
  if (reading.kind === 'refused') throw new Error(`${intent.name} is refused`);
  const { environment } = reading;
  return environment.monitoring === 'none'
    ? []
    : [{ name: intent.name, environment, objects: environmentFiles(environment).flatMap((file) => file.objects) }];
});

test.each(WATCHED)(
  '$name: each pod is found by one monitor, and Prometheus reaches its port',
  ({ environment, objects }) => {
    const prometheus = pod(environment.network.monitoring, { 'app.kubernetes.io/name': 'prometheus' });
    const policies = objects.filter(isNetworkPolicy);
    const targets = [...madeByTheOperator(objects), operatorPod(environment.operator.namespace)];
    for (const target of targets) {
      expect({ what: target.what, monitors: finding(monitorsIn(objects), target).length }).toEqual({
        what: target.what,
        monitors: 1,
      });
      expect(lets(policies, { from: prometheus, to: target.pod, port: target.port })).toBe(true);
    }
  },
);

test.each(WATCHED)('$name: no monitor finds nothing but workers', ({ environment, objects }) => {
  const targets = [...madeByTheOperator(objects), operatorPod(environment.operator.namespace)];
  const idle = monitorsIn(objects).filter(
    (monitor) => !targets.some((target) => finding([monitor], target).length > 0),
  );
  expect(idle.every(({ spec }) => spec.podMetricsEndpoints.every(({ port }) => port === 'http'))).toBe(true);
});

test.each(EXAMPLES)('production finds the %s of docs/examples, and Prometheus reaches it', (name) => {
  const production = shippedEnvironments().find((environment) => environment.name === 'production');
  const monitors = monitorsIn(production?.files.flatMap(({ objects }) => objects) ?? []);
  const objects = manifestObjects(readFileSync(join(REPOSITORY, 'docs/examples', `${name}.yaml`), 'utf8'));
  const workload = objects.find(({ kind }) => kind === 'Deployment');
  const { template } = workload?.['spec'] as {
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly [
          { readonly ports: readonly { readonly name: string; readonly containerPort: number }[] },
        ];
      };
    };
  };
  const port = template.spec.containers[0].ports.find((each) => each.name === 'http')?.containerPort ?? 0;
  const target = {
    what: name,
    pod: pod(workload?.metadata.namespace ?? '', template.metadata.labels),
    portName: 'http',
    port,
  };
  expect(finding(monitors, target)).toHaveLength(1);
  expect(lets(objects.filter(isNetworkPolicy), { from: pod('monitoring', {}), to: target.pod, port })).toBe(true);
});
