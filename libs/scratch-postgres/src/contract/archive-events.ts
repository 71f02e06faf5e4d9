import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TarEvent } from '@postgres-ha/backup-proof';

const CONTENT_BYTES = 192 * 1024;

/** The events that reading a tar of this directory gives, in Barman's order: pg_control and backup_label come last. */
export async function* archiveEvents(directory: string): AsyncIterable<TarEvent> {
  const late = ['global/pg_control', 'backup_label'];
  let members = 0;
  for (const path of [...(await pathsIn(directory, '')).filter((path) => !late.includes(path)), ...late]) {
    const status = await stat(join(directory, path)).catch(() => undefined);
    if (status === undefined) continue;
    members += 1;
    const kind = status.isDirectory() ? 'directory' : 'file';
    const sizeBytes = kind === 'file' ? status.size : 0;
    yield { kind: 'member', member: { path, kind, sizeBytes, mode: 0o600, modifiedAt: status.mtime, offsetBytes: 0 } };
    const bytes = kind === 'file' ? await readFile(join(directory, path)) : new Uint8Array();
    for (let at = 0; at < bytes.length; at += CONTENT_BYTES) {
      yield { kind: 'content', bytes: bytes.subarray(at, at + CONTENT_BYTES) };
    }
    yield { kind: 'member-end' };
  }
  yield { kind: 'end', members, sizeBytes: 0 };
}

async function pathsIn(directory: string, below: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? [path, ...(await pathsIn(directory, path))] : [path];
    }),
  );
  return paths.flat();
}
