import type { StateRule } from '../rule.ts';
import { webhookSize } from '../values/postgres-size.ts';
import { parseQuantity, type Nano } from '../values/quantity.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { parametersOf } from './postgres-facts.ts';

const RESOURCES = ['spec', 'resources'] as const;
const RESOURCE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateResources` } as const;
const HUGE_PAGES = 'hugepages-';

/** Rules about what the pods of PostgreSQL request and may use. Resources of 0 count as not given. */
export const resourceRules: readonly StateRule<ClusterResource>[] = [
  {
    ...limitRule('cpu'),
    id: 'resources-cpu',
    vectors: {
      fails: { spec: { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } } },
      passes: { spec: { resources: { requests: { cpu: '1' }, limits: { cpu: '1' } } } },
    },
  },
  {
    ...limitRule('memory'),
    id: 'resources-memory',
    vectors: {
      fails: { spec: { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } } },
      passes: { spec: { resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } } } },
    },
  },
  {
    ...RESOURCE,
    id: 'hugepages-equal',
    summary: 'Huge pages are requested and limited to the same amount.',
    remedy: 'Write the same amount in requests and limits.',
    source: `${WEBHOOK}: validateHugePagesResources`,
    breaches: (cluster) =>
      hugePages(cluster).flatMap(({ name, request, limit }) =>
        request !== undefined && limit !== undefined && request !== limit
          ? [{ path: [...RESOURCES, 'requests', name], found: asked(cluster, name) }]
          : [],
      ),
    vectors: {
      fails: {
        spec: { resources: { requests: { cpu: '1', 'hugepages-2Mi': '1Gi' }, limits: { 'hugepages-2Mi': '2Gi' } } },
      },
      passes: {
        spec: { resources: { requests: { cpu: '1', 'hugepages-2Mi': '2Gi' }, limits: { 'hugepages-2Mi': '2Gi' } } },
      },
    },
  },
  {
    ...RESOURCE,
    id: 'hugepages-need-cpu-or-memory',
    type: 'FieldValueForbidden',
    summary: 'Whoever takes huge pages asks for cpu or memory as well.',
    remedy: 'Add a request or a limit of cpu or memory.',
    breaches: (cluster) => {
      const isBare = (['cpu', 'memory'] as const).every(
        (name) => amountOf(cluster, 'requests', name) === 0n && amountOf(cluster, 'limits', name) === 0n,
      );
      return isBare && hugePages(cluster).length > 0 ? [{ path: RESOURCES, found: 'huge pages alone' }] : [];
    },
    vectors: {
      fails: { spec: { resources: { limits: { 'hugepages-2Mi': '2Gi' } } } },
      passes: { spec: { resources: { limits: { 'hugepages-2Mi': '2Gi', memory: '1Gi' } } } },
    },
  },
  {
    ...RESOURCE,
    id: 'shared-buffers-memory',
    summary: 'shared_buffers fits into the memory that is requested, or into huge pages.',
    remedy: 'Request more memory, or lower shared_buffers.',
    source: `${WEBHOOK}: hasEnoughMemoryForSharedBuffers`,
    breaches: (cluster) => {
      const written = parametersOf(cluster)['shared_buffers'] ?? '';
      const sharedBuffers = webhookSize(written);
      const request = amountOf(cluster, 'requests', 'memory');
      const isTooMuch =
        sharedBuffers !== undefined &&
        request !== 0n &&
        sharedBuffers > request &&
        hugePages(cluster).every(({ amount }) => sharedBuffers > amount);
      return isTooMuch
        ? [
            {
              path: [...RESOURCES, 'requests', 'memory'],
              found: `${String(cluster.spec.resources?.requests?.['memory'])} with shared_buffers ${written}`,
              reported: 'spec.resources.requests',
            },
          ]
        : [];
    },
    vectors: {
      fails: {
        spec: {
          postgresql: { parameters: { shared_buffers: '2GB' } },
          resources: { requests: { memory: '1Gi' } },
        },
      },
      passes: {
        spec: {
          postgresql: { parameters: { shared_buffers: '1GB' } },
          resources: { requests: { memory: '1Gi' } },
        },
      },
    },
  },
  {
    ...limitRule('ephemeral-storage', 'spec.resources.requests.storage'),
    id: 'resources-ephemeral',
    vectors: {
      fails: {
        spec: { resources: { requests: { 'ephemeral-storage': '2Gi' }, limits: { 'ephemeral-storage': '1Gi' } } },
      },
      passes: {
        spec: { resources: { requests: { 'ephemeral-storage': '1Gi' }, limits: { 'ephemeral-storage': '1Gi' } } },
      },
    },
  },
];

function limitRule(name: string, reported?: string): Omit<StateRule<ClusterResource>, 'id' | 'vectors'> {
  return {
    ...RESOURCE,
    summary: `No more ${name} is requested than the limit allows.`,
    remedy: `Lower the request of ${name} or raise its limit.`,
    breaches: (cluster) => {
      const request = amountOf(cluster, 'requests', name);
      const limit = amountOf(cluster, 'limits', name);
      return request !== 0n && limit !== 0n && request > limit
        ? [
            {
              path: [...RESOURCES, 'requests', name],
              found: asked(cluster, name),
              ...(reported === undefined ? {} : { reported }),
            },
          ]
        : [];
    },
  };
}

interface HugePages {
  readonly name: string;
  readonly request: Nano | undefined;
  readonly limit: Nano | undefined;
  /** The limit if there is one, else the request. */
  readonly amount: Nano;
}

function hugePages({ spec: { resources } }: ClusterResource): readonly HugePages[] {
  const { requests = {}, limits = {} } = resources ?? {};
  const names = new Set(
    [...Object.keys(limits), ...Object.keys(requests)].filter((name) => name.startsWith(HUGE_PAGES)),
  );
  return [...names].map((name) => {
    const [request, limit] = [amount(requests[name]), amount(limits[name])];
    return { name, request, limit, amount: limit ?? request ?? (0n as Nano) };
  });
}

function amountOf({ spec: { resources } }: ClusterResource, side: 'requests' | 'limits', name: string): Nano {
  return amount(resources?.[side]?.[name]) ?? (0n as Nano);
}

function amount(quantity: string | number | undefined): Nano | undefined {
  return quantity === undefined ? undefined : parseQuantity(quantity);
}

function asked({ spec: { resources } }: ClusterResource, name: string): string {
  return `${String(resources?.requests?.[name])}, limit ${String(resources?.limits?.[name])}`;
}
