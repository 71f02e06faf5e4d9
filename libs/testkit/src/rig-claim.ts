import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A directory and a range of ports that this process owns. The directory is named for the range and made by one `mkdir`,
 * so no two processes can hold the same.
 */
export interface RigClaim {
  readonly directory: string;
  /** What the rig makes and removes; it does not exist before `up`. */
  readonly state: string;
  readonly port: number;
  readonly networkNamespace: string;
}

interface Owner {
  readonly pid: number;
  /** Tells a process from a later one that got the same id. */
  readonly startedAt: string;
  readonly purpose: string;
}

const FIRST_PORT = 28_443;
const STEP = 100;
const CLAIMS = 40; // below 32768, where the kernel takes ports from for outgoing connections
/** The offsets that the rig listens on, Argo CD included. */
const OFFSETS = [0, 1, 2, 3, 4, 10, 20, 21, 22, 23, 24, 25, 26];
const PREFIX = 'postgres-ha-rig-';

export async function claimRig(purpose: string): Promise<RigClaim> {
  for (let port = FIRST_PORT; port < FIRST_PORT + CLAIMS * STEP; port += STEP) {
    const claim = claimOf(port);
    if (!(await made(claim.directory))) continue;
    await writeFile(join(claim.directory, 'owner.json'), JSON.stringify(await ownerHere(purpose)));
    if (await allFree(port)) return claim;
    await releaseRig(claim);
  }
  throw new Error(`no free range of ports for a rig from ${FIRST_PORT} on`);
}

export async function releaseRig({ directory }: RigClaim): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Claims whose process has ended without releasing them. */
export async function abandonedClaims(): Promise<readonly RigClaim[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  const claims = names
    .map((name) => claimOf(Number(name.slice(PREFIX.length))))
    .filter(({ port }) => Number.isInteger(port));
  const abandoned = await Promise.all(claims.map(async (claim) => ((await isAbandoned(claim)) ? [claim] : [])));
  return abandoned.flat();
}

/**
 * Makes an abandoned claim one of this process. Of several that look at one time only one gets it: each abandoned owner is succeeded once.
 * @returns whether it is ours
 */
export async function takeOver({ directory }: RigClaim, purpose: string): Promise<boolean> {
  const path = join(directory, 'owner.json');
  const owner = await ownerOf(path);
  if (owner === undefined || !(await hasEnded(owner))) return false;
  const { pid, startedAt } = owner;
  if (!(await made(join(directory, `succeeded-${pid}-${startedAt}`)).catch(() => false))) return false;
  await writeFile(path, JSON.stringify(await ownerHere(purpose)));
  return true;
}

function claimOf(port: number): RigClaim {
  const directory = join(tmpdir(), `${PREFIX}${port}`);
  return { directory, state: join(directory, 'state'), port, networkNamespace: `pgha-${port}` };
}

async function made(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o755 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function ownerHere(purpose: string): Promise<Owner> {
  return { pid: process.pid, startedAt: (await startOf(process.pid)) ?? '', purpose };
}

async function isAbandoned({ directory }: RigClaim): Promise<boolean> {
  const owner = await ownerOf(join(directory, 'owner.json'));
  return owner !== undefined && (await hasEnded(owner));
}

/** A claim without an owner is one that is being made just now. */
async function ownerOf(path: string): Promise<Owner | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text === '' ? undefined : (JSON.parse(text) as Owner);
}

async function hasEnded({ pid, startedAt }: Owner): Promise<boolean> {
  return isGone(pid) || (startedAt !== '' && (await startOf(pid)) !== startedAt);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Clock ticks from boot to the start of a process: field 22 of its stat, counted behind the name, which may hold spaces. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

async function allFree(base: number): Promise<boolean> {
  const free = await Promise.all(OFFSETS.map((offset) => isFree(base + offset)));
  return free.every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
