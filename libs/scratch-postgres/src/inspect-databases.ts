import type { Evidence, Inspect } from './evidence.ts';
import { connect } from './scratch-connection.ts';
import type { ScratchPaths } from './scratch.ts';

export interface InspectDatabases {
  /** Of the last stop: databases that could not be looked into there are left out. */
  readonly evidence: Evidence;
  readonly role: string;
  readonly major: number;
  readonly inspect: Inspect;
  readonly signal: AbortSignal;
}

/**
 * Gives a session that may write to each database of a promoted server, one after the other.
 * @throws what `inspect` throws, and when the server is gone
 */
export async function inspectDatabases(
  paths: ScratchPaths,
  { evidence, role, major, inspect, signal }: InspectDatabases,
): Promise<void> {
  for (const { name, closed } of evidence.databases) {
    if (closed !== undefined) continue;
    signal.throwIfAborted();
    const connecting = await connect(paths, { database: name, roles: [role], major, access: 'writable' });
    if (connecting.kind === 'not-yet') throw new Error(`database ${name}: the server has ended`);
    // it let a session in a moment before; who asks for it sees that nobody looked
    if (connecting.kind === 'refused') continue;
    try {
      await inspect(connecting.client, name, signal);
    } finally {
      await connecting.client.end().catch(() => undefined);
    }
  }
}
