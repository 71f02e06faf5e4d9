import type { Log } from '@postgres-ha/worker-runtime';
import type { FindingSink } from './finding-sink.ts';
import { overallOf, type EndedLook } from './last-look.ts';
import type { RunHistory } from './run-history.ts';
import { readRunRecord, runRecordText, type RunRecord } from './run-record.ts';
import { afterTelling, changesOf, NOTHING_TOLD, type Told } from './told.ts';

/** Remembers what was told, tells what is new, and keeps each run. */
export interface Teller {
  /** What the history knows of the last run; undefined where it knows none. */
  readonly last: () => RunRecord | undefined;
  /** Tells first and keeps then: who dies between the two tells it again. */
  readonly tell: (ended: EndedLook, signal: AbortSignal) => Promise<Told>;
  /** Times that the sink or the history could not take something. */
  readonly failures: () => { readonly sink: number; readonly history: number };
  readonly told: () => Told;
}

interface Parts {
  readonly history: RunHistory;
  readonly sink: FindingSink;
  readonly log: Log;
  /** What is kept of a run beside what was told; JSON-safe. */
  readonly summarize: (ended: EndedLook) => unknown;
}

/** Another worker may have written the newest; one that cannot be read may stand before it. */
const LOOKED_AT = 5;

export async function openTeller({ history, sink, log, summarize }: Parts, signal: AbortSignal): Promise<Teller> {
  let failures = { sink: 0, history: 0 };
  const newest = async (): Promise<RunRecord | undefined> => {
    const { texts, notices } = await history.runs({ limit: LOOKED_AT, signal });
    if (notices.length > 0) {
      failures = { ...failures, history: failures.history + 1 };
      log.warn('history-incomplete', { notices });
    }
    return texts.map(readRunRecord).find((record) => record !== undefined);
  };
  let last = await newest();
  let told = last?.told ?? NOTHING_TOLD;
  let toldAt = last?.finishedAt ?? '';
  return {
    last: () => last,
    told: () => told,
    failures: () => failures,
    tell: async (ended, until) => {
      const seen = await newest();
      // Of several workers with one history, each goes on from what the other told.
      if (seen !== undefined && seen.finishedAt > toldAt) told = seen.told;
      for (const change of changesOf(told, ended.looked, ended.finishedAt)) {
        try {
          await sink(change, { signal: until });
          told = afterTelling(told, change);
        } catch (error) {
          failures = { ...failures, sink: failures.sink + 1 };
          log.error('finding-not-told', { change: change.kind, error });
        }
      }
      const record = recordOf(ended, { told, summary: summarize(ended) });
      toldAt = record.finishedAt;
      last = { kind: 'backup-verifier-run', version: 1, ...record };
      const notices = await history.addRun(ended.startedAt, runRecordText(record), { signal: until });
      if (notices.length > 0) {
        failures = { ...failures, history: failures.history + 1 };
        log.error('run-not-kept', { notices });
      }
      return told;
    },
  };
}

function recordOf(
  ended: EndedLook,
  { told, summary }: { readonly told: Told; readonly summary: unknown },
): Omit<RunRecord, 'kind' | 'version'> {
  const { cause, startedAt, finishedAt, looked } = ended;
  return {
    ...(cause.kind === 'slot' && { slot: new Date(cause.slot).toISOString() }),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    overall: overallOf(looked),
    ...(looked.kind === 'failed' && { because: looked.because }),
    told,
    ...(summary !== undefined && { summary }),
  };
}
