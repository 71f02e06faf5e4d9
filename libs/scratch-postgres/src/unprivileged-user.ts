import { readFile } from 'node:fs/promises';

/** Who the scratch server runs as and who owns its files. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Below what distributions keep for themselves, inside the 65,536 ids of a container. */
const FIRST = 59_000;
const COUNT = 999;

/**
 * PostgreSQL refuses to run as root, so root picks an id that no account has: what is restored is readable to nobody else.
 * Everybody else is who they are.
 */
export async function unprivilegedUser(): Promise<ServerUser> {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || gid === undefined) throw new Error('A scratch server runs on Linux and macOS only');
  if (uid !== 0) return { uid, gid };
  const taken = await idsIn(['/etc/passwd', '/etc/group']);
  for (let step = 0; step < COUNT; step++) {
    const id = FIRST + ((process.pid + step) % COUNT);
    if (!taken.has(id)) return { uid: id, gid: id };
  }
  throw new Error(`/etc/passwd: every id from ${FIRST} to ${FIRST + COUNT - 1} is taken; name a user for the server`);
}

async function idsIn(files: readonly string[]): Promise<ReadonlySet<number>> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return new Set(texts.flatMap((text) => text.split('\n').flatMap((line) => line.split(':').slice(2, 4).map(Number))));
}
