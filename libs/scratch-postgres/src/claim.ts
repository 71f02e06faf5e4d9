import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf, lifeOf, type ProcessIdentity } from './process-identity.ts';
import { ScratchError, errorCode } from './scratch-error.ts';
import type { ServerUser } from './unprivileged-user.ts';

/** What a scratch directory's name begins with; nothing else is ever removed. */
export const SCRATCH_PREFIX = 'scratch-postgres-';
const CLAIM_FILE = 'claim.json';

/**
 * Makes a directory that says whose it is from the moment on that it exists: first under a name with the owner in it, and under its own
 * when the claim is written.
 */
export async function claimScratch(parent: string, runId: string, user: ServerUser): Promise<string> {
  const owner = await ownIdentity();
  const name = `${SCRATCH_PREFIX}${runId}`;
  const path = join(parent, name);
  const unfinished = join(parent, nameWithOwner(name, owner));
  await mkdir(unfinished, { mode: 0o700 });
  try {
    await writeFile(join(unfinished, CLAIM_FILE), `${JSON.stringify(owner)}\n`, { mode: 0o600 });
    await chown(unfinished, user.uid, user.gid);
    await rename(unfinished, path);
    return path;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    throw new ScratchError('in-use', `${path}: found a directory, expected none; choose another run id`, {
      cause: error,
    });
  }
}

/** Gives a directory a name that says who is removing it; who comes second finds nothing. */
export async function takeForRemoval(parent: string, name: string): Promise<string | undefined> {
  const taken = join(parent, nameWithOwner(name.split('~')[0] ?? name, await ownIdentity()));
  try {
    await rename(join(parent, name), taken);
    return taken;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Whether the owner of a scratch directory is gone for certain. */
export async function isAbandoned(parent: string, name: string): Promise<boolean> {
  const owner = ownerInName(name) ?? (await ownerInClaim(join(parent, name, CLAIM_FILE)));
  return owner !== undefined && (await lifeOf(owner)) === 'ended';
}

async function ownIdentity(): Promise<ProcessIdentity> {
  const identity = await identityOf(process.pid);
  if (identity === undefined) throw new Error(`process ${process.pid}: its start cannot be read`);
  return identity;
}

function nameWithOwner(name: string, { pid, startedAt, space }: ProcessIdentity): string {
  return `${name}~${pid}~${startedAt}~${Buffer.from(space).toString('base64url')}`;
}

function ownerInName(name: string): ProcessIdentity | undefined {
  const [, pid, startedAt, space] = name.split('~');
  if (pid === undefined || startedAt === undefined || space === undefined) return undefined;
  return { pid: Number(pid), startedAt, space: Buffer.from(space, 'base64url').toString() };
}

async function ownerInClaim(file: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, startedAt, space } = parsed(text);
  return pid === undefined || startedAt === undefined || space === undefined ? undefined : { pid, startedAt, space };
}

/** A machine that lost power may have kept the file and not its text. */
function parsed(text: string): Partial<ProcessIdentity> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<ProcessIdentity>;
  } catch {
    return {};
  }
}
