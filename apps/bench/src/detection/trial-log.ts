import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGzip } from 'node:zlib';

/** One line of JSON for each trial. Disposal writes the rest. */
export interface TrialLog extends AsyncDisposable {
  readonly add: (line: object) => void;
}

/** @param path compressed where it ends in `.gz`; undefined for no log */
export function openTrialLog(path: string | undefined): TrialLog {
  if (path === undefined) return { add: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  const lines = new PassThrough();
  const file = createWriteStream(path);
  const written = path.endsWith('.gz') ? pipeline(lines, createGzip(), file) : pipeline(lines, file);
  // whoever disposes of the log is told
  written.catch(() => undefined);
  return {
    add: (line) => {
      lines.write(`${JSON.stringify(line)}\n`);
    },
    [Symbol.asyncDispose]: async () => {
      lines.end();
      await written;
    },
  };
}
