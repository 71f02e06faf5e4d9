import { join } from 'node:path';
import { summarize } from '@postgres-ha/proof-report';
import { systemClock, type Log } from '@postgres-ha/worker-runtime';
import { openLedger } from '../open-ledger.ts';
import { logSink } from './finding-sink.ts';
import { openNotifySinks } from './notify-request.ts';
import { memoryHistory, type RunHistory } from './run-history.ts';
import type { ServeParts } from './serve.ts';

/** The one place where a worker gets its clock, its history, its sink and what it keeps of a run. */
export function serveParts(): ServeParts {
  return {
    clock: systemClock(),
    openHistory: async ({ request: { memory } }, { log, directory }) => {
      if (memory.ledger !== undefined) return openLedger(memory.ledger);
      if (directory === undefined) return withoutLedger(log);
      // What was told is not to be forgotten while incidents of it are open.
      return openLedger({ kind: 'directory', directory: join(directory, 'runs') });
    },
    openSinks: openNotifySinks,
    openSink: logSink,
    summarize: ({ looked, startedAt }) =>
      looked.kind === 'reports' ? summarize(looked.reports, { at: startedAt }) : undefined,
  };
}

function withoutLedger(log: Log): RunHistory {
  log.warn('history-not-kept', { because: 'no ledger is named: what was told is told again by the next process' });
  return memoryHistory();
}
