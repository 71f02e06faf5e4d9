import { FIXED_PARAMETERS, OPERATOR_PARAMETERS } from '@postgres-ha/admission/parameters';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { HOT_STANDBY_SENSITIVE, MANAGED_EXTENSIONS, preloadLibraries } from '../parameters/cluster-parameters.ts';
import { parameterDefinition, type ParameterDefinition } from '../parameters/parameter-definition.ts';
import { parameterMeaning } from '../parameters/parameter-meaning.ts';
import { initdbSetting, majorVersion } from '../parameters/parameter-value.ts';
import type { FieldChange } from '../field-changes.ts';
import type { ImpactRule, Situation, Verdict } from '../rule.ts';
import { sameValue } from '../value-at.ts';
import { rulesOf } from './define-rule.ts';

/** The first version that has allow_alter_system. */
const FIRST_WITH_ALTER_SYSTEM = 17;
const CONFIGURATION = 'CloudNativePG 1.30: pkg/postgres/configuration.go, CreatePostgresqlConfiguration';
const RELOADED = 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, refreshConfigurationFiles';

/** The files that PostgreSQL reads. */
export const clusterParameterRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-parameter',
    paths: ['spec.postgresql.parameters.*'],
    action: 'reload',
    reason: 'PostgreSQL takes the value on a reload, or waits for a restart, as the context of the parameter says.',
    source: CONFIGURATION,
    judge: parameterVerdict,
  },
  {
    id: 'cluster-preload-libraries',
    paths: ['spec.postgresql.shared_preload_libraries'],
    action: 'restart',
    reason: 'PostgreSQL loads these libraries only when it starts.',
    source: `${CONFIGURATION}; PostgreSQL: shared_preload_libraries (postmaster)`,
    judge: (_change, { cluster }) =>
      sameValue(preloadLibraries(cluster.before), preloadLibraries(cluster.after))
        ? { action: 'nothing', reason: 'The same libraries in the same order are loaded without it.' }
        : { action: 'restart' },
  },
  {
    id: 'cluster-client-authentication',
    paths: [
      'spec.postgresql.pg_hba.**',
      'spec.postgresql.pg_ident.**',
      'spec.postgresql.ldap.**',
      'spec.podSelectorRefs.**',
    ],
    action: 'reload',
    effect: 'Every instance reads it again within seconds; sessions that exist go on, new ones are judged by it.',
    reason: 'PostgreSQL asks pg_hba.conf and pg_ident.conf when a session begins.',
    source: RELOADED,
  },
  {
    id: 'cluster-alter-system',
    paths: ['spec.postgresql.enableAlterSystem'],
    absent: false,
    action: 'reload',
    reason: 'From PostgreSQL 17 on it is the parameter allow_alter_system; before, the mode of a file.',
    source: `${CONFIGURATION}; PostgreSQL: allow_alter_system (sighup)`,
    judge: (_change, { cluster, all }) =>
      majorVersion(cluster.after, all.after) >= FIRST_WITH_ALTER_SYSTEM
        ? { action: 'reload' }
        : { action: 'nothing', effect: 'The mode of postgresql.auto.conf changes; nothing is reloaded.' },
  },
]);

function parameterVerdict({ path, before, after }: FieldChange, { cluster, all }: Situation): Verdict {
  const name = String(path.at(-1));
  const major = majorVersion(cluster.after ?? cluster.before, all.after);
  const fallback = OPERATOR_PARAMETERS[name];
  const was = textOf(before) ?? fallback;
  const is = textOf(after) ?? fallback;
  if (was === is) return { action: 'nothing', reason: `CloudNativePG writes ${name} = ${String(is)} by itself.` };
  if (FIXED_PARAMETERS.has(name))
    return {
      action: 'refused',
      reason: `${name} belongs to CloudNativePG.`,
      source: 'CloudNativePG 1.30: pkg/postgres/configuration.go, FixedConfigurationParameters',
    };
  const library = libraryVerdict(name, cluster);
  if (library !== undefined) return library;
  const definition = parameterDefinition(name, major);
  if (definition === undefined) return unknownVerdict(name, major);
  return knownVerdict({ name, was, is, major, definition });
}

/** The first parameter of a managed extension loads its library, and the last one that goes unloads it. */
function libraryVerdict(
  name: string,
  cluster: { readonly before: KubeObject | undefined; readonly after: KubeObject | undefined },
): Verdict | undefined {
  const extension = MANAGED_EXTENSIONS.find((candidate) => name.startsWith(`${candidate}.`));
  if (extension === undefined) return undefined;
  const loaded = preloadLibraries(cluster.before).includes(extension);
  const loads = preloadLibraries(cluster.after).includes(extension);
  if (loaded === loads) return undefined;
  return {
    action: 'restart',
    reason: loads
      ? `The first parameter of ${extension} makes the operator put its library into shared_preload_libraries.`
      : `Without a parameter of ${extension} the operator takes its library out of shared_preload_libraries.`,
    source: `${CONFIGURATION}, ManagedExtensions`,
  };
}

function unknownVerdict(name: string, major: number): Verdict {
  return name.includes('.')
    ? {
        action: 'restart',
        certain: false,
        reason: `${name} belongs to an extension that is not known here, and may need a restart.`,
        source: 'PostgreSQL: customized options',
      }
    : {
        action: 'restart',
        certain: false,
        reason: `PostgreSQL ${major} is not known to have ${name}; a name that it does not know keeps it from reading the file, and from starting.`,
        source: 'PostgreSQL: setting parameters',
      };
}

function knownVerdict({
  name,
  was,
  is,
  major,
  definition,
}: {
  readonly name: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
  readonly major: number;
  readonly definition: ParameterDefinition;
}): Verdict {
  const source = `PostgreSQL ${major}: ${name} (${definition.context})`;
  const initdb = initdbSetting(name, major);
  const old = parameterMeaning(was ?? initdb ?? definition.builtIn, definition);
  const now = parameterMeaning(is ?? initdb ?? definition.builtIn, definition);
  // PostgreSQL wants a restart for a postmaster parameter that left the files, whatever its value.
  const left = is === undefined && initdb === undefined;
  if (definition.context !== 'postmaster')
    return {
      action: 'reload',
      reason:
        old === now
          ? `Both texts mean the same; the file is only read again.`
          : `PostgreSQL takes ${name} on a reload.`,
      source,
    };
  if (old === now && !left)
    return { action: 'reload', reason: 'Both texts mean the same; the file is only read again.', source };
  if (HOT_STANDBY_SENSITIVE.has(name.toLowerCase()) && typeof old === 'number' && typeof now === 'number' && now < old)
    return {
      action: 'restart-primary-first',
      reason: `${name} goes down from ${old} to ${now}, and a standby does not go below what the primary last wrote.`,
      source: `${source}; CloudNativePG 1.30: pkg/management/postgres/probes.go, GetDecreasedSensibleSettings`,
    };
  return {
    action: 'restart',
    reason:
      old === now
        ? `${name} left the files; PostgreSQL wants a restart for that even where the value stays.`
        : `PostgreSQL takes ${name} only when it starts.`,
    source,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
