import { appendFile, lchown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configure } from './configure.ts';
import { followSettings, type FollowOptions } from './follow-settings.ts';
import type { PostgresServer } from './postgres-server.ts';
import { configurationText } from './start-postgres.ts';

/**
 * Has a server stream from another. A running standby turns to it without a restart. One that has stopped comes back as its standby:
 * without `pg_rewind`, so what it wrote past the other's fork stands in the way, as it would in truth.
 * @returns when it takes connections; it may not stream yet
 */
export async function follow(
  server: PostgresServer,
  primary: PostgresServer,
  options: FollowOptions & { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const settings = followSettings(primary, options);
  if (server.isRunning()) {
    await configure(server, settings);
    return;
  }
  const signalFile = join(server.directory, 'standby.signal');
  await writeFile(signalFile, '');
  await lchown(signalFile, server.account.uid, server.account.gid);
  await appendFile(join(server.directory, 'postgresql.auto.conf'), configurationText(settings));
  await server.start(options);
}
