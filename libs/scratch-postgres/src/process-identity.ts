import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process that is not taken for a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in a form that is only compared. */
  readonly startedAt: string;
  /** Where its id means something: the boot of the machine and, on Linux, the namespace of process ids. */
  readonly space: string;
}

/** @returns undefined when there is no such process */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const startedAt = process.platform === 'linux' ? await startOnLinux(pid) : await startElsewhere(pid);
  return startedAt === undefined ? undefined : { pid, startedAt, space: await ownSpace() };
}

/**
 * Whether a process still runs.
 * @returns 'unknown' for one of another namespace, whose ids mean nothing here
 */
export async function lifeOf(identity: ProcessIdentity): Promise<'alive' | 'ended' | 'unknown'> {
  const [boot, namespace] = identity.space.split(' ');
  const [bootHere, namespaceHere] = (await ownSpace()).split(' ');
  if (boot !== bootHere) return 'ended';
  if (namespace !== namespaceHere) return 'unknown';
  return (await identityOf(identity.pid))?.startedAt === identity.startedAt ? 'alive' : 'ended';
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return undefined;
  // the name, in parentheses, may hold anything; a zombie has ended
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : fields[18];
}

async function startElsewhere(pid: number): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() === '' ? undefined : stdout.trim().replaceAll(/\s+/g, '_');
}

async function ownSpace(): Promise<string> {
  if (process.platform !== 'linux') return 'machine -';
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'latin1'),
    readlink('/proc/self/ns/pid').catch(() => '-'),
  ]);
  return `${boot.trim()} ${namespace}`;
}
