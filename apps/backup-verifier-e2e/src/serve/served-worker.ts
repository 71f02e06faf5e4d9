import { eventually } from '@postgres-ha/testkit';
import { startCli, type CliEnd } from '../in-the-way/cli.ts';

/** A line of the worker's log. */
export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** `backup-verifier serve`, as a process of its own. */
export interface ServedWorker {
  readonly lines: () => readonly LogLine[];
  /** Waits for the first line from `from` on that fits. */
  readonly line: (
    event: string,
    options?: { readonly from?: number; readonly fits?: (line: LogLine) => boolean },
  ) => Promise<LogLine>;
  readonly get: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** The value of a metric, with its labels as they are written. */
  readonly metric: (name: string) => Promise<number | undefined>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<CliEnd>;
}

const SOON = { timeoutMs: 300_000, intervalMs: 50 } as const;

export function startWorker(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServedWorker {
  const cli = startCli(['serve', '--listen', '127.0.0.1:0', ...args], env);
  const lines = (): readonly LogLine[] =>
    cli
      .printed()
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text) as LogLine);
  const line: ServedWorker['line'] = (event, { from = 0, fits = () => true } = {}) =>
    eventually(
      `a line ${event}`,
      () =>
        Promise.resolve(
          lines()
            .slice(from)
            .find((each) => each.event === event && fits(each)),
        ),
      SOON,
    );
  const get: ServedWorker['get'] = async (path) => {
    const { url } = await line('worker-ready');
    const response = await fetch(`${String(url)}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return {
    lines,
    line,
    get,
    metric: async (name) => {
      const { text } = await get('/metrics');
      const found = text.split('\n').find((each) => each.startsWith(`${name} `));
      return found === undefined ? undefined : Number(found.slice(name.length + 1));
    },
    signal: (name) => {
      cli.signal(name, 'program');
    },
    ended: cli.ended,
  };
}
