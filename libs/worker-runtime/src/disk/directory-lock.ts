import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** @see https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;

/** Why a directory cannot be had. */
export interface DirectoryFault {
  /** Another process has it, or it cannot be used at all. */
  readonly problem: 'held' | 'unusable';
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** A directory that this process cannot have for itself. Nothing in it was changed. */
export class DirectoryError extends Error implements DirectoryFault {
  readonly problem: DirectoryFault['problem'];
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;

  constructor({ problem, where, found, expected, remedy }: DirectoryFault, options: { readonly cause?: unknown } = {}) {
    super(`${where}: found ${found}, expected ${expected}. ${remedy}`, options);
    this.name = 'DirectoryError';
    this.problem = problem;
    this.where = where;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
  }
}

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

/**
 * Has a directory, which it makes, for this process alone. The lock is the system's, on an empty database file that SQLite keeps open: it ends with the process
 * in whatever way that ends, and holds across containers of one machine.
 * @throws DirectoryError `held`, with who has it
 */
export async function lockDirectory(directory: string, now: () => Date): Promise<Disposable> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const holderFile = join(directory, 'holder.json');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (!isBusy(cause)) {
      throw new DirectoryError(
        {
          problem: 'unusable',
          where: directory,
          found: 'a directory that cannot be locked',
          expected: 'one on a disk of this machine that this user may write',
          remedy: 'Name another.',
        },
        { cause },
      );
    }
    throw new DirectoryError({
      problem: 'held',
      where: directory,
      found: `it in use by ${await holderOf(holderFile)}`,
      expected: 'a directory that no other process has',
      remedy: 'Two processes would do everything twice: stop that one, or name another directory.',
    });
  }
  const held = database;
  const holder = { pid: process.pid, host: hostname(), since: now().toISOString() };
  // Only for whoever finds it locked.
  await writeFile(holderFile, `${JSON.stringify(holder)}\n`).catch(() => undefined);
  return {
    [Symbol.dispose]: () => {
      held.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

async function holderOf(path: string): Promise<string> {
  try {
    const { pid, host, since } = holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return `process ${pid} on ${host}, since ${since}`;
  } catch {
    return 'another process';
  }
}
