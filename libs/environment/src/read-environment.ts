import type { z } from 'zod';
import type { Cluster, Environment, LocateIntent } from './cluster.ts';
import { calendarFindings } from './rules/calendar-rules.ts';
import { clusterFindings } from './rules/cluster-rules.ts';
import { environmentFindings } from './rules/environment-rules.ts';
import type { Finding } from './rules/finding.ts';
import { neighboursIn } from './rules/neighbours.ts';
import { clusterSchema } from './schema/cluster-schema.ts';
import { environmentSchema } from './schema/environment-schema.ts';
import type { KeyPath } from './source/key-path.ts';
import { orderedProblems, type Problem } from './source/problem.ts';
import { expectedType, schemaFaults } from './source/schema-problems.ts';
import type { SourceFile } from './source/source-text.ts';
import { readYamlSource, type YamlSource } from './source/yaml-source.ts';

/** The files of an environment that people write. */
export interface EnvironmentFiles {
  readonly name: string;
  readonly environment: SourceFile;
  readonly clusters: readonly { readonly name: string; readonly file: SourceFile }[];
}

export type EnvironmentReading =
  | {
      readonly kind: 'read';
      readonly environment: Environment;
      readonly findings: readonly Finding[];
      readonly locate: LocateIn;
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Where an environment (without a name) or one of its clusters says something, or would say it. */
export type LocateIn = (cluster: string | undefined) => LocateIntent;

/** Reads an environment and its clusters; every problem of every file comes back at once, in the order of the files. */
export function readEnvironment(files: EnvironmentFiles): EnvironmentReading {
  const reading = readYamlSource(files.environment);
  if (reading.kind === 'refused') return refusedWithWriting(reading.problems, files);
  const { source } = reading;
  const parsed = parseAt(environmentSchema, source.value, locateIn(source));
  const values = source.value['defaults'] ?? {};
  if (!isMap(values)) return refusedWithWriting('problems' in parsed ? parsed.problems : [], files);

  const clusters = files.clusters.map(({ name, file }) => readCluster(name, file, { source, values }));
  const problems = clusters.flatMap((cluster) => ('problems' in cluster ? cluster.problems : []));
  if ('problems' in parsed) return { kind: 'refused', problems: orderedProblems([...parsed.problems, ...problems]) };

  const located = clusters.filter((cluster) => 'cluster' in cluster);
  const environment: Environment = {
    ...parsed.value,
    name: files.name,
    directory: directoryOf(files.environment.path),
    file: files.environment.path,
    clusters: located.map(({ cluster }) => cluster),
  };
  const neighbours = neighboursIn(environment);
  // What a rule says of a cluster depends on the others; it is not asked where one of them could not be read.
  const judged = problems.length > 0 ? [] : located;
  const findings = [
    ...environmentFindings(environment, locateIn(source)),
    ...calendarFindings(environment.calendar, { clusters: files.clusters, locate: locateIn(source) }),
    ...judged.flatMap(({ cluster, locate }) => clusterFindings({ cluster, environment, neighbours }, locate)),
  ];
  const refusals = findings.filter(({ level }) => level === 'error').map(({ problem }) => problem);
  if (problems.length + refusals.length > 0) {
    return { kind: 'refused', problems: orderedProblems([...problems, ...refusals]) };
  }
  const places = new Map(located.map(({ cluster, locate }) => [cluster.name, locate]));
  const locate: LocateIn = (cluster) => places.get(cluster ?? '') ?? locateIn(source);
  return { kind: 'read', environment, findings, locate };
}

/** Without the environment's defaults nothing is known of what clusters lack, but what is no YAML is no YAML. */
function refusedWithWriting(problems: readonly Problem[], { clusters }: EnvironmentFiles): EnvironmentReading {
  const readings = clusters.map(({ file }) => readYamlSource(file));
  const writing = readings.flatMap((reading) => (reading.kind === 'refused' ? reading.problems : []));
  return { kind: 'refused', problems: orderedProblems([...problems, ...writing]) };
}

/** What an environment says of all its clusters, and where. */
interface Defaults {
  readonly source: YamlSource;
  readonly values: Readonly<Record<string, unknown>>;
}

type ClusterReading =
  { readonly cluster: Cluster; readonly locate: LocateIntent } | { readonly problems: readonly Problem[] };

function readCluster(name: string, file: SourceFile, defaults: Defaults): ClusterReading {
  const reading = readYamlSource(file);
  if (reading.kind === 'refused') return reading;
  const { source } = reading;
  const locate: LocateIntent = (path, part) => {
    const inDefaults: KeyPath = ['defaults', ...path];
    if (!source.has(path) && defaults.source.has(inDefaults)) {
      return { file: defaults.source.path, ...defaults.source.locate(inDefaults, part) };
    }
    return { file: source.path, ...source.locate(path, part) };
  };
  const merged = mergeIntent(defaults.values, source.value);
  const parsed = parseAt(clusterSchema, merged, locate);
  if ('problems' in parsed) return parsed;
  return { cluster: { ...parsed.value, name, directory: directoryOf(file.path), file: file.path }, locate };
}

/**
 * A cluster's own words over its environment's defaults: maps merge key by key, anything else is replaced whole. Credentials are
 * one of several shapes, so they are replaced whole as well.
 */
function mergeIntent(
  defaults: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(own)) {
    const base = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    merged[key] = key !== 'credentials' && isMap(base) && isMap(value) ? mergeIntent(base, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseAt<T extends z.ZodType>(
  schema: T,
  value: unknown,
  locate: LocateIntent,
): { readonly value: z.output<T> } | { readonly problems: readonly Problem[] } {
  const result = schema.safeParse(value, { error: expectedType });
  if (result.success) return { value: result.data };
  const faults = schemaFaults(schema, value, result.error);
  return { problems: orderedProblems(faults.map(({ path, part, ...fault }) => ({ ...locate(path, part), ...fault }))) };
}

function locateIn(source: YamlSource): LocateIntent {
  return (path, part) => ({ file: source.path, ...source.locate(path, part) });
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
