import { chown, mkdir } from 'node:fs/promises';

/** Whom PostgreSQL runs as: it refuses to run as root. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Nobody when this process is root's, else who it is already. */
export function serverUser(): ServerUser {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

/** A directory that is the server's own. */
export async function directoryOf({ uid, gid }: ServerUser, path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 });
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  return path;
}
