import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ProveOptions } from '@postgres-ha/backup-prover';
import { StoreError, type ObjectStore } from '@postgres-ha/object-store';
import { endedEarly } from '../interruption.ts';
import { couldNotLook, EXIT_CODES, type ExitCode, type InputProblem, type Outcome } from '@postgres-ha/command-line';
import { slips } from '../slips.ts';
import type { Machine } from '../machine.ts';
import { openLedger } from '../open-ledger.ts';
import { refused } from '../refused.ts';
import { progressBars } from '../progress/progress-bars.ts';
import { reportJson, reportText, worst, type RunSummary } from '@postgres-ha/proof-report';
import type { Request } from '../request/request.ts';
import { summariesIn, TREND_RUNS } from '../serve/run-record.ts';
import { written } from '../written-reports.ts';
import { storeTrouble } from '../store-trouble.ts';
import { verifierVersion } from '../version.ts';

/** Looks at an archive as far as was asked, and says what is known of it. */
export async function verify(request: Request, machine: Machine): Promise<Outcome> {
  const looked = await look(request, machine);
  switch (looked.kind) {
    case 'reports': {
      const { reports } = looked;
      const history = await earlierRuns(request, machine);
      const files = request.files ?? {};
      return await written(judged({ reports, history }, request), { reports, history, files, now: machine.now() });
    }
    case 'refused':
      return refused(looked.problems);
    case 'failed':
      return couldNotLook(looked.because);
  }
}

/** How a look ended. */
export type Look =
  /** At least one. */
  | { readonly kind: 'reports'; readonly reports: readonly ArchiveReport[] }
  | { readonly kind: 'refused'; readonly problems: readonly InputProblem[] }
  /** Nothing is known of the backups, and why. */
  | { readonly kind: 'failed'; readonly because: string };

/** Looks at an archive as far as was asked. */
export async function look(request: Request, machine: Machine): Promise<Look> {
  const signal =
    request.timeoutMs === undefined
      ? machine.signal
      : AbortSignal.any([machine.signal, AbortSignal.timeout(request.timeoutMs)]);
  await using store = await machine.openStore(request.place);
  try {
    const problems = await slips(store, request, signal);
    if (problems.length > 0) return { kind: 'refused', problems };
    const reports = await prove(request, { machine, store, signal });
    if (reports.length > 0) return { kind: 'reports', reports };
    return { kind: 'failed', because: 'no folder of a server was recognised, so nothing was verified.' };
  } catch (error) {
    const ended = endedEarly(signal);
    if (ended !== undefined) {
      return { kind: 'failed', because: `${store.name}: ${ended}. Nothing is known of the backups.` };
    }
    if (error instanceof StoreError) return { kind: 'failed', because: storeTrouble(store.name, error) };
    throw error;
  }
}

async function prove(
  { server, level, backups, policy, scratch, memory }: Request,
  { machine, store, signal }: { readonly machine: Machine; readonly store: ObjectStore; readonly signal: AbortSignal },
): Promise<readonly ArchiveReport[]> {
  await using ledger = memory.ledger === undefined ? undefined : await openLedger(memory.ledger);
  const digestKey = await ledger?.digestKey({ signal });
  using bars = machine.terminal === undefined ? undefined : progressBars(machine.terminal);
  const options: ProveOptions = {
    store,
    prefix: '',
    level,
    backups,
    now: machine.now(),
    random: machine.random,
    signal,
    ...(server !== undefined && { serverName: server.name }),
    ...(policy !== undefined && {
      newestBackupMaxAgeSeconds: policy.newestBackupMaxAgeSeconds,
      retentionDays: policy.retentionDays,
      acknowledged: policy.acknowledged,
      ...(policy.data !== undefined && { data: policy.data }),
    }),
    ...(policy?.data?.schema?.comparePrimary === true && { primary: machine.primary }),
    ...(digestKey !== undefined && { digestKey }),
    ...(scratch !== undefined && { scratch }),
    verifier: verifierVersion(),
    budget: memory.budget,
    ...(ledger !== undefined && { memory: ledger }),
    reverify: {
      sample: memory.sample,
      ...(memory.reverifyAfterSeconds !== undefined && { olderThanSeconds: memory.reverifyAfterSeconds }),
    },
    ...(bars !== undefined && { onProgress: bars.show }),
  };
  // Until it has ended, the bars and the ledger are needed.
  return await machine.proveArchive(options);
}

/** What workers with this ledger have kept of their runs, for trends. */
async function earlierRuns({ memory }: Request, { signal }: Machine): Promise<readonly RunSummary[]> {
  if (memory.ledger === undefined) return [];
  await using ledger = await openLedger(memory.ledger);
  return summariesIn((await ledger.runs({ limit: TREND_RUNS, signal })).texts);
}

function judged(
  { reports, history }: { readonly reports: readonly ArchiveReport[]; readonly history: readonly RunSummary[] },
  request: Request,
): Outcome {
  return {
    code: CODES[worst(reports)],
    text: reportText(reports, request.notes, { history }),
    json: reportJson(reports, request.notes),
  };
}

const CODES = {
  proven: EXIT_CODES.ok,
  acknowledged: EXIT_CODES.ok,
  damaged: EXIT_CODES.finding,
  unknown: EXIT_CODES.couldNotLook,
} as const satisfies Record<ArchiveReport['overall'], ExitCode>;
