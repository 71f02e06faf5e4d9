import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ProveArchive } from '@postgres-ha/backup-prover';
import type { IncidentSink } from '@postgres-ha/incident';
import { StoreError, type ObjectStore } from '@postgres-ha/object-store';
import { fakeClock, type FakeClock } from '@postgres-ha/worker-runtime/examples';
import { ARCHIVED, exampleMachine, temporaryDirectory, type TemporaryDirectory } from '../example-machine.ts';
import type { Outcome } from '@postgres-ha/command-line';
import type { FindingChange, FindingSink } from './finding-sink.ts';
import { memoryHistory, type RunHistory } from './run-history.ts';
import type { ServeOptions } from './serve-request.ts';
import { serve } from './serve.ts';

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A worker on a clock that the test turns. */
export interface ExampleWorker extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly lines: readonly LogLine[];
  readonly told: readonly FindingChange[];
  /** Of a page; the status is in front of its text. */
  readonly page: (path: string) => Promise<string>;
  readonly metric: (name: string) => Promise<number | undefined>;
  readonly writePolicy: (text: string) => string;
  readonly outcome: Promise<Outcome>;
  readonly stop: () => void;
}

export interface WorkerExample {
  readonly proveArchive?: ProveArchive;
  readonly policy?: string;
  readonly options?: Partial<ServeOptions>;
  readonly history?: RunHistory;
  readonly sink?: FindingSink;
  /** Whom it tells, if it is to tell anybody. */
  readonly sinks?: readonly IncidentSink[];
  readonly at?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** One that a test has turned already. */
  readonly clock?: FakeClock;
}

/** What a policy says, with a look at the third second of every minute. */
export function policyText({ cron = '3 * * * * *', timeZone = 'UTC' } = {}): string {
  return JSON.stringify({
    cluster: { namespace: 'shop', name: 'postgres-cluster', postgresql: 17 },
    archive: {
      // The directory of the test is put in here.
      destination: '',
      serverName: 'postgres-cluster',
      objectStore: 'postgres-cluster',
      encryption: 'none',
      retention: '30d',
    },
    schedule: { cron, timeZone },
    newestBackupMaxAgeSeconds: 93_600,
  });
}

/** With the names of an archive alone. What is done with it is done at once, so that the clock of a test sees all of it. */
function storeOfNames(): ObjectStore {
  const unread = (): never => {
    throw new StoreError('unavailable', { message: 'nobody reads it' });
  };
  return {
    name: 'names',
    list: async function* () {
      for (const key of ARCHIVED) {
        yield await Promise.resolve({ key, sizeBytes: 0, etag: '', lastModified: new Date(0) });
      }
    },
    read: unread,
    stat: unread,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A prover that hands in one report after the other, and the last one again and again. */
export function proverInTurn(...turns: readonly (readonly ArchiveReport[] | Error)[]): ProveArchive {
  const left = [...turns];
  return () => {
    const turn = (left.length > 1 ? left.shift() : left[0]) ?? [];
    return turn instanceof Error ? Promise.reject(turn) : Promise.resolve(turn);
  };
}

/** It has started when this is resolved, or ended. */
export async function startExample(example: WorkerExample = {}): Promise<ExampleWorker> {
  const directory = temporaryDirectory(ARCHIVED);
  const clock = example.clock ?? fakeClock(Date.parse(example.at ?? '2026-11-25T14:10:00Z'));
  const lines: LogLine[] = [];
  const told: FindingChange[] = [];
  const stopping = new AbortController();
  const writePolicy = (text: string): string =>
    directory.write('settings/policy.yaml', text.replace('"destination":""', `"destination":"${directory.path}"`));
  const policy = writePolicy(example.policy ?? policyText());
  const machine = exampleMachine({
    workingDirectory: directory.path,
    temporaryDirectory: directory.path,
    now: () => new Date(clock.now()),
    signal: stopping.signal,
    openStore: storeOfNames,
    writeLine: (line) => lines.push(JSON.parse(line) as LogLine),
    ...(example.proveArchive !== undefined && { proveArchive: example.proveArchive }),
    ...(example.env !== undefined && { env: example.env }),
  });
  const outcome = serve(
    {
      address: undefined,
      options: { policy: [policy], level: 'L2', listen: '127.0.0.1:0', grace: '25s', ...example.options },
      machine,
    },
    {
      clock,
      openSinks: () => Promise.resolve({ kind: 'read', value: example.sinks ?? [] }),
      openHistory: () => Promise.resolve(example.history ?? memoryHistory()),
      openSink: () => async (change, options) => {
        await example.sink?.(change, options);
        told.push(change);
      },
      summarize: () => undefined,
    },
  );
  const url = await Promise.race([outcome.then(() => ''), started(lines)]);
  const page = async (path: string): Promise<string> => {
    const response = await fetch(`${url}${path}`);
    return `${response.status} ${await response.text()}`;
  };
  return {
    clock,
    lines,
    told,
    page,
    metric: async (name) => {
      const line = (await page('/metrics')).split('\n').find((each) => each.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.slice(name.length + 1));
    },
    writePolicy,
    outcome,
    stop: () => {
      stopping.abort();
    },
    [Symbol.asyncDispose]: () => ended(directory, { outcome, stopping, clock }),
  };
}

async function started(lines: readonly LogLine[]): Promise<string> {
  for (;;) {
    const line = lines.find(({ event }) => event === 'worker-ready');
    if (line !== undefined) return String(line['url']);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function ended(
  directory: TemporaryDirectory,
  {
    outcome,
    stopping,
    clock,
  }: { readonly outcome: Promise<Outcome>; readonly stopping: AbortController; readonly clock: FakeClock },
): Promise<void> {
  stopping.abort();
  await clock.pass(25_000);
  await outcome.catch(() => undefined);
  directory[Symbol.dispose]();
}
