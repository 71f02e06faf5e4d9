import { quoted } from '@postgres-ha/command-line';
import { problemAt, type Path } from '@postgres-ha/config-file';
import type { ConfigFile } from './config-file.ts';
import { readDuration, readSize } from './read-amount.ts';
import type { Part } from './read-config.ts';

/** What is said in units, in milliseconds and bytes. */
export interface Amounts {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly keepIncidentsMs: number;
  readonly recordingBytes: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MIN_RECORDING_BYTES = 1024 ** 2;

export function readAmounts({ interval, timeout, heartbeat, recordings }: ConfigFile, part: Part): Amounts {
  const duration = (
    path: Path,
    {
      text,
      from,
      to,
      usual,
    }: { readonly text: string | undefined; readonly from: number; readonly to: number; readonly usual: number },
  ): number => {
    if (text === undefined) return usual;
    const milliseconds = readDuration(text);
    if (milliseconds !== undefined && milliseconds >= from && milliseconds <= to) return milliseconds;
    problemAt(
      part,
      path,
    )({ found: quoted(text), expected: `${inUnits(from)} to ${inUnits(to)}`, remedy: 'Correct it.' });
    return usual;
  };
  return {
    intervalMs: duration(['interval'], { text: interval, from: 100, to: MINUTE_MS, usual: 1000 }),
    timeoutMs: duration(['timeout'], { text: timeout, from: 100, to: MINUTE_MS, usual: 2000 }),
    heartbeatMs: duration(['heartbeat', 'interval'], {
      ...{ text: heartbeat?.interval, from: 1000, to: DAY_MS, usual: 30_000 },
    }),
    keepIncidentsMs: duration(['recordings', 'keepIncidents'], {
      ...{ text: recordings?.keepIncidents, from: DAY_MS, to: 3650 * DAY_MS, usual: 14 * DAY_MS },
    }),
    recordingBytes: sizeOf(recordings?.size, part),
  };
}

function sizeOf(text: string | undefined, part: Part): number {
  const usual = 1024 ** 3;
  if (text === undefined) return usual;
  const bytes = readSize(text);
  if (bytes !== undefined && bytes >= MIN_RECORDING_BYTES) return bytes;
  problemAt(part, ['recordings', 'size'])({ found: quoted(text), expected: 'at least 1MiB', remedy: 'Correct it.' });
  return usual;
}

function inUnits(milliseconds: number): string {
  if (milliseconds % DAY_MS === 0) return `${milliseconds / DAY_MS}d`;
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
