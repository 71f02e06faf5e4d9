import type { Breach, StateRule } from '../rule.ts';
import { FIXED_PARAMETERS } from '../values/fixed-parameters.ts';
import { OPERATOR_PARAMETERS } from '../values/operator-parameters.ts';
import { postgresBoolean } from '../values/postgres-boolean.ts';
import { webhookSize } from '../values/postgres-size.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { majorVersion, parametersOf } from './postgres-facts.ts';

const PARAMETER = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateConfiguration` } as const;
const OLDEST_MAJOR = 13;
/** Either a parameter of PostgreSQL or one of an extension: one dot at most. */
const NAME = /^[A-Za-z_][A-Za-z0-9_$]*(?:\.[A-Za-z_][A-Za-z0-9_$]*)?$/;

/** Rules about single parameters of PostgreSQL. None is judged where the major version is not known. */
export const parameterRules: readonly StateRule<ClusterResource>[] = [
  {
    ...PARAMETER,
    id: 'postgres-too-old',
    summary: `PostgreSQL is of major version ${OLDEST_MAJOR} or newer.`,
    remedy: 'Choose an image of a newer PostgreSQL.',
    breaches: (cluster) => {
      const major = majorVersion(cluster);
      if (major === undefined || major >= OLDEST_MAJOR) return [];
      const inCatalog = cluster.spec.imageCatalogRef !== undefined;
      return [
        {
          path: inCatalog ? ['spec', 'imageCatalogRef', 'major'] : ['spec', 'imageName'],
          found: `PostgreSQL ${major}`,
          reported: 'spec.imageName',
        },
      ];
    },
    vectors: { fails: { spec: { imageName: 'pg:12.3' } }, passes: { spec: { imageName: 'pg:13.3' } } },
  },
  {
    ...PARAMETER,
    id: 'parameter-name',
    summary:
      'The name of a parameter is letters, digits, underscores and dollar signs, with one dot at most between them.',
    remedy: 'Correct the name. A parameter of an extension is written extension.parameter.',
    breaches: whereSet((name) => (NAME.test(name) ? undefined : JSON.stringify(name))),
    vectors: { fails: parameters({ 'a.b.c': '1' }), passes: parameters({ 'a.b': '1' }) },
  },
  {
    ...PARAMETER,
    id: 'parameter-fixed',
    summary: 'Parameters that CloudNativePG controls have the values that it gives them.',
    remedy: 'Remove the parameter; CloudNativePG sets what it must be.',
    breaches: whereSet((name, value) => {
      // Whatever is written for archive_mode has been replaced before anyone judges it.
      const isJudged = FIXED_PARAMETERS.has(name) && name !== 'archive_mode';
      return isJudged && value !== OPERATOR_PARAMETERS[name] ? `${name} = ${JSON.stringify(value)}` : undefined;
    }),
    vectors: { fails: parameters({ logging_collector: 'off' }), passes: parameters({ logging_collector: 'on' }) },
  },
  {
    ...PARAMETER,
    id: 'shared-buffers-syntax',
    summary: 'shared_buffers is a number with a unit of PostgreSQL: B, kB, MB, GB, TB.',
    remedy: 'Write it like 512MB or 2GB.',
    breaches: whereSet((name, value) =>
      name === 'shared_buffers' && value !== '' && webhookSize(value) === undefined ? JSON.stringify(value) : undefined,
    ),
    vectors: { fails: parameters({ shared_buffers: '128M' }), passes: parameters({ shared_buffers: '128MB' }) },
  },
  {
    ...booleanRule('hot_standby_feedback'),
    vectors: { fails: parameters({ hot_standby_feedback: 'o' }), passes: parameters({ hot_standby_feedback: 'of' }) },
  },
  {
    ...booleanRule('sync_replication_slots'),
    vectors: {
      fails: parameters({ sync_replication_slots: 'x' }),
      passes: parameters({ sync_replication_slots: 'y' }),
    },
  },
  {
    ...booleanRule('wal_log_hints'),
    vectors: { fails: parameters({ wal_log_hints: 'x' }), passes: parameters({ wal_log_hints: 'on' }) },
  },
  {
    ...PARAMETER,
    id: 'wal-log-hints-off',
    summary: 'wal_log_hints is on where there is more than one instance.',
    remedy:
      'Remove wal_log_hints: it is on by default. A former primary needs it to rejoin without a copy of everything.',
    breaches: (cluster) =>
      cluster.spec.instances > 1
        ? whereSet((name, value) =>
            name === 'wal_log_hints' && postgresBoolean(value) === false
              ? `${value} with ${cluster.spec.instances} instances`
              : undefined,
          )(cluster)
        : [],
    vectors: {
      fails: parameters({ wal_log_hints: 'off' }),
      passes: { spec: { instances: 1, postgresql: { parameters: { wal_log_hints: 'off' } } } },
    },
  },
];

function booleanRule(parameter: string): Omit<StateRule<ClusterResource>, 'vectors'> {
  return {
    ...PARAMETER,
    id: `${parameter.replaceAll('_', '-')}-boolean`,
    summary: `${parameter} is a boolean of PostgreSQL.`,
    remedy: 'Write on or off.',
    breaches: whereSet((name, value) =>
      name === parameter && postgresBoolean(value) === undefined ? JSON.stringify(value) : undefined,
    ),
  };
}

/** The parameters of a cluster in which something wrong is found. */
function whereSet(wrong: (name: string, value: string) => string | undefined): StateRule<ClusterResource>['breaches'] {
  return (cluster) =>
    majorVersion(cluster) === undefined
      ? []
      : Object.entries(parametersOf(cluster)).flatMap(([name, value]): readonly Breach[] => {
          const found = wrong(name, value);
          return found === undefined ? [] : [{ path: ['spec', 'postgresql', 'parameters', name], found }];
        });
}

function parameters(values: Readonly<Record<string, string>>): { readonly spec: Readonly<Record<string, unknown>> } {
  return { spec: { postgresql: { parameters: values } } };
}
