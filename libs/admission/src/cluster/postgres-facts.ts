import { imageMajor } from '../values/image-version.ts';
import { OPERATOR_PARAMETERS } from '../values/operator-parameters.ts';
import { postgresBoolean } from '../values/postgres-boolean.ts';
import type { ClusterResource } from './cluster-resource.ts';

const FAILOVER_SLOTS = 'pg_failover_slots.';

/** PostgreSQL's major version; undefined where the tag of the image tells none. The number in a reference to a catalogue always counts. */
export function majorVersion({ spec }: ClusterResource): number | undefined {
  return spec.imageCatalogRef?.major ?? (spec.imageName === undefined ? undefined : imageMajor(spec.imageName));
}

/** PostgreSQL's parameters, CloudNativePG's own among them. */
export function parametersOf({ spec }: ClusterResource): Readonly<Record<string, string>> {
  return spec.postgresql.parameters ?? {};
}

export function walLevel(cluster: ClusterResource): string {
  return parametersOf(cluster)['wal_level'] ?? OPERATOR_PARAMETERS['wal_level'] ?? '';
}

export function isOn(cluster: ClusterResource, parameter: string): boolean {
  return postgresBoolean(parametersOf(cluster)[parameter] ?? '') === true;
}

/** Whether CloudNativePG loads the extension pg_failover_slots: any parameter of it is set. */
export function usesFailoverSlots(cluster: ClusterResource): boolean {
  return Object.keys(parametersOf(cluster)).some((name) => name.startsWith(FAILOVER_SLOTS));
}

/** Whether the WAL of a cluster is archived: always, unless an annotation says so in this very word. */
export function archivesWal({ metadata }: ClusterResource): boolean {
  return metadata.annotations?.['cnpg.io/skipWalArchiving'] !== 'enabled';
}
