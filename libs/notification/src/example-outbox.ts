import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Concern, Look } from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import type { Disk } from '@postgres-ha/worker-runtime/disk';
import { openOutbox, type Outbox } from './outbox/outbox.ts';

export const START: number = Date.parse('2026-11-26T01:00:00Z');

export function exampleConcern(more: Partial<Concern> = {}): Concern {
  return {
    key: 'dual-primary/production/orders',
    kind: 'split-brain/dual-writing',
    severity: 'critical',
    cluster: 'production/orders',
    title: 'Two primaries take writes',
    summary: 'orders-2 was promoted while orders-1 went on.',
    evidence: [],
    lists: [],
    nextSteps: [],
    runbook: null,
    sticky: false,
    ...more,
  };
}

/** What one look without the concern ends. */
export function exampleLook(seconds: number, concerns: readonly Concern[]): Look {
  const at = new Date(START + seconds * 1000);
  return { at, source: 'watchdog', concerns, complete: true, resolveAfter: { looks: 1, ms: 0 } };
}

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'pgha-outbox-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function exampleLog(lines: LogLine[] = []): Log {
  const at =
    (level: string): Log['info'] =>
    (event, fields = {}) => {
      lines.push({ level, event, fields });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Files in memory: whatever is done with them is done at once, so that the clock of a test sees all of it. */
export function memoryDisk(files: Map<string, string> = new Map<string, string>()): Disk {
  return {
    write: (path, text) => Promise.resolve(void files.set(path, text)),
    remove: (path) => Promise.resolve(void files.delete(path)),
    read: (path) => Promise.resolve(files.get(path)),
    files: (directory) =>
      Promise.resolve(
        [...files.keys()].flatMap((path) => {
          const name = path.slice(directory.length + 1);
          return path.startsWith(`${directory}/`) && !name.includes('/') ? [name] : [];
        }),
      ),
  };
}

export function exampleOutbox(
  directory: string,
  more: { readonly disk?: Disk; readonly clock?: Clock; readonly log?: Log } = {},
): Promise<Outbox> {
  return openOutbox({ directory, clock: more.clock ?? fakeClock(START), log: more.log ?? exampleLog(), ...more });
}
