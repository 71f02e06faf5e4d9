import { summarize } from '@postgres-ha/proof-report';
import { systemClock, type Log } from '@postgres-ha/worker-runtime';
import { openLedger } from '../open-ledger.ts';
import { logSink } from './finding-sink.ts';
import { memoryHistory, type RunHistory } from './run-history.ts';
import type { ServeParts } from './serve.ts';

/** The one place where a worker gets its clock, its history, its sink and what it keeps of a run. */
export function serveParts(): ServeParts {
  return {
    clock: systemClock(),
    openHistory: async ({ request: { memory } }, log) =>
      memory.ledger === undefined ? withoutLedger(log) : openLedger(memory.ledger),
    openSink: logSink,
    summarize: ({ looked, startedAt }) =>
      looked.kind === 'reports' ? summarize(looked.reports, { at: startedAt }) : undefined,
  };
}

function withoutLedger(log: Log): RunHistory {
  log.warn('history-not-kept', { because: 'no ledger is named: what was told is told again by the next process' });
  return memoryHistory();
}
