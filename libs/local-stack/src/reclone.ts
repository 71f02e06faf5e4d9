import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cloneCluster } from './clone-cluster.ts';
import { followSettings, type FollowOptions } from './follow-settings.ts';
import { makeDirectory, type PostgresServer } from './postgres-server.ts';

/**
 * Makes a standby of a server whose history must go: everything that it holds is removed, and it starts as a copy of the primary, at its old
 * address. Where nothing was lost, `follow` is enough.
 * @returns when it takes connections; it may not stream yet
 */
export async function reclone(
  server: PostgresServer,
  primary: PostgresServer,
  options: FollowOptions & { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const { signal } = options;
  await server.stop('immediate');
  await rm(server.directory, { recursive: true, force: true, maxRetries: 5 });
  await makeDirectory(server.directory, server.account);
  await cloneCluster(primary, {
    directory: server.directory,
    tablespace: (name) => join(dirname(server.directory), `tablespace-${name}`),
    settings: followSettings(primary, options),
    ...(signal && { signal }),
  });
  await server.start({ ...(signal && { signal }) });
}
