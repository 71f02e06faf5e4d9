import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Outcome } from '@postgres-ha/command-line';
import type { Machine } from './machine.ts';
import { start } from './program.ts';

/** A directory for one test, with files in it. */
export interface TemporaryDirectory extends Disposable {
  readonly path: string;
  readonly write: (name: string, content: string) => string;
  readonly read: (name: string) => string;
  readonly has: (name: string) => boolean;
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'doctor-test-')));
  return {
    path,
    write: (name, content) => {
      const full = join(path, name);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      return full;
    },
    read: (name) => readFileSync(join(path, name), 'utf8'),
    has: (name) => existsSync(join(path, name)),
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export function exampleMachine(more: Partial<Machine> = {}): Machine {
  return {
    workingDirectory: '/',
    env: {},
    now: () => new Date('2026-11-26T08:00:00Z'),
    signal: new AbortController().signal,
    ...more,
  };
}

export async function run(args: readonly string[], more: Partial<Machine> = {}): Promise<Outcome> {
  const { outcome } = start(args, exampleMachine(more));
  return await outcome;
}
