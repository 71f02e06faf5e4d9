import type { StateRule } from '../rule.ts';
import { repeatsAt } from '../values/repeats.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const SERVICES = ['spec', 'managed', 'services'] as const;
const SERVICE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateManagedServices` } as const;
const TEMPLATE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateServiceTemplate` } as const;
const RESERVED_SUFFIXES = ['-rw', '-ro', '-r', '-any'] as const;

/** Rules about the Services that CloudNativePG keeps beside its own. It reports them at the whole item. */
export const managedServiceRules: readonly StateRule<ClusterResource>[] = [
  {
    ...SERVICE,
    id: 'service-rw-disabled',
    summary: 'The Service of the primary cannot be disabled.',
    remedy: 'Remove rw from disabledDefaultServices.',
    breaches: ({ spec }) =>
      (spec.managed?.services?.disabledDefaultServices ?? []).flatMap((name, index) =>
        name === 'rw'
          ? [
              {
                path: [...SERVICES, 'disabledDefaultServices', index],
                found: 'rw',
                reported: 'spec.managed.services.disabledDefaultServices',
              },
            ]
          : [],
      ),
    vectors: {
      fails: { spec: { managed: { services: { disabledDefaultServices: ['rw'] } } } },
      passes: { spec: { managed: { services: { disabledDefaultServices: ['ro'] } } } },
    },
  },
  {
    ...SERVICE,
    id: 'service-name-reserved',
    summary: 'The names of CloudNativePG’s own Services are taken: the cluster’s with -rw, -ro, -r and -any.',
    remedy: 'Choose another name.',
    breaches: (cluster) => {
      const reserved = RESERVED_SUFFIXES.map((suffix) => `${cluster.metadata.name}${suffix}`);
      return servicesOf(cluster).flatMap(({ name, index }) =>
        reserved.includes(name)
          ? [{ path: namePath(index), found: JSON.stringify(name), reported: reportedAt(index) }]
          : [],
      );
    },
    vectors: {
      fails: { spec: services({ metadata: { name: 'c1-any' } }) },
      passes: { spec: services({ metadata: { name: 'c1-all' } }) },
    },
  },
  {
    ...TEMPLATE,
    id: 'service-selector',
    summary: 'CloudNativePG decides which pods a Service selects.',
    remedy: 'Remove selector; selectorType says which instances it leads to.',
    breaches: (cluster) =>
      servicesOf(cluster).flatMap(({ selector, index }) =>
        selector.length > 0
          ? [
              {
                path: [...SERVICES, 'additional', index, 'serviceTemplate', 'spec', 'selector'],
                found: `a selector by ${selector.join(', ')}`,
                reported: reportedAt(index),
              },
            ]
          : [],
      ),
    vectors: {
      fails: { spec: services({ metadata: { name: 's' }, spec: { selector: { a: 'b' } } }) },
      passes: { spec: services({ metadata: { name: 's' }, spec: { selector: {} } }) },
    },
  },
  {
    ...TEMPLATE,
    id: 'service-name-missing',
    summary: 'A managed Service has a name.',
    remedy: 'Set serviceTemplate.metadata.name.',
    breaches: (cluster) =>
      servicesOf(cluster).flatMap(({ name, index }) =>
        name === '' ? [{ path: namePath(index), found: 'no name', reported: reportedAt(index) }] : [],
      ),
    vectors: {
      fails: { spec: services({ metadata: { name: '' } }) },
      passes: { spec: services({ metadata: { name: 's' } }) },
    },
  },
  {
    ...SERVICE,
    id: 'service-duplicate',
    summary: 'Each managed Service has a name of its own.',
    remedy: 'Rename one of them.',
    breaches: (cluster) => {
      const names = servicesOf(cluster).map(({ name }) => name);
      return repeatsAt(names).map((index) => ({
        path: namePath(index),
        found: JSON.stringify(names[index]),
        reported: 'spec.managed.services.additional',
      }));
    },
    vectors: {
      fails: { spec: services({ metadata: { name: 's' } }, { metadata: { name: 's' } }) },
      passes: { spec: services({ metadata: { name: 's' } }, { metadata: { name: 't' } }) },
    },
  },
];

interface Service {
  readonly index: number;
  /** Empty: it has none. */
  readonly name: string;
  readonly selector: readonly string[];
}

function servicesOf({ spec }: ClusterResource): readonly Service[] {
  return (spec.managed?.services?.additional ?? []).map(({ serviceTemplate }, index) => ({
    index,
    name: serviceTemplate.metadata?.name ?? '',
    selector: Object.keys(serviceTemplate.spec?.selector ?? {}),
  }));
}

function namePath(index: number): readonly (string | number)[] {
  return [...SERVICES, 'additional', index, 'serviceTemplate', 'metadata', 'name'];
}

function reportedAt(index: number): string {
  return `spec.managed.services.additional[${index}]`;
}

function services(...templates: readonly object[]): Readonly<Record<string, unknown>> {
  const additional = templates.map((serviceTemplate) => ({ selectorType: 'rw', serviceTemplate }));
  return { managed: { services: { additional } } };
}
