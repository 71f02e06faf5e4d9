import type { Kubectl } from '@postgres-ha/testkit';
import { askPoolers, askServers, type ClusterRef, type Look, type Server } from './look.ts';

/** A cluster at a moment at which nothing moves. */
export interface Snapshot {
  readonly look: Look;
  readonly servers: readonly Server[];
  /** Settings of PgBouncer, by the name of its pod. */
  readonly pgbouncers: Readonly<Record<string, string>>;
}

/** @throws when a pod ends meanwhile: then the look was not of a cluster at rest */
export async function snapshotOf(kubectl: Kubectl, { namespace }: ClusterRef, look: Look): Promise<Snapshot> {
  const [servers, pgbouncers] = await Promise.all([
    askServers(kubectl, namespace, look),
    askPoolers(kubectl, namespace, look),
  ]);
  return { look, servers, pgbouncers };
}
