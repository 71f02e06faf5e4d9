import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Who a server runs as. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, and initdb wants an account that has a name. For root this is `nobody`; everybody else runs servers
 * as what they are.
 * @throws when this is root and there is no account named `nobody`
 */
export async function serverAccount(): Promise<ServerAccount> {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL runs here on Linux and macOS only');
  if (uid !== 0) return { uid, gid };
  const accounts = await readFile('/etc/passwd', 'utf8');
  const nobody = accounts.split('\n').find((line) => line.startsWith('nobody:'));
  const [, , nobodyUid, nobodyGid] = nobody?.split(':') ?? [];
  if (nobodyUid === undefined || nobodyGid === undefined) {
    throw new Error('/etc/passwd: found no account named nobody, and PostgreSQL refuses to run as root');
  }
  // macOS writes it as -2
  return { uid: Number(nobodyUid) >>> 0, gid: Number(nobodyGid) >>> 0 };
}

/** Whether the account may read and enter a directory, every directory above it included. */
export async function canReach({ uid, gid }: ServerAccount, directory: string): Promise<boolean> {
  if (uid === process.getuid?.() && uid === 0) return true;
  let place = await realpath(directory).catch(() => undefined);
  let wanted = 0o5;
  while (place !== undefined) {
    const { mode, uid: owner, gid: group } = await stat(place);
    const granted = owner === uid ? mode >> 6 : group === gid ? mode >> 3 : mode;
    if ((granted & wanted) !== wanted) return false;
    wanted = 0o1;
    place = dirname(place) === place ? undefined : dirname(place);
  }
  return wanted === 0o1;
}
