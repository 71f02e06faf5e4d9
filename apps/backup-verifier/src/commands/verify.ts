import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ProveOptions } from '@postgres-ha/backup-prover';
import { StoreError, type ObjectStore } from '@postgres-ha/object-store';
import { endedEarly } from '../interruption.ts';
import { slips } from '../slips.ts';
import type { Machine } from '../machine.ts';
import { couldNotLook, EXIT_CODES, refused, type ExitCode, type Outcome } from '../outcome.ts';
import { retentionDays } from '../policy/policy-schema.ts';
import { progressBars } from '../progress/progress-bars.ts';
import { reportJson } from '../report/report-json.ts';
import { reportText } from '../report/report-text.ts';
import { worst } from '../report/worst.ts';
import type { Request } from '../request/request.ts';
import { storeTrouble } from '../store-trouble.ts';

/** Looks at an archive as far as was asked, and says what is known of it. */
export async function verify(request: Request, machine: Machine): Promise<Outcome> {
  const signal =
    request.timeoutMs === undefined
      ? machine.signal
      : AbortSignal.any([machine.signal, AbortSignal.timeout(request.timeoutMs)]);
  await using store = await machine.openStore(request.place);
  try {
    const problems = await slips(store, request, signal);
    if (problems.length > 0) return refused(problems);
    return judged(await prove(request, { machine, store, signal }), request);
  } catch (error) {
    const ended = endedEarly(signal);
    if (ended !== undefined) return couldNotLook(`${store.name}: ${ended}. Nothing is known of the backups.`);
    if (error instanceof StoreError) return couldNotLook(storeTrouble(store.name, error));
    throw error;
  }
}

async function prove(
  { server, level, backups, policy, scratch }: Request,
  { machine, store, signal }: { readonly machine: Machine; readonly store: ObjectStore; readonly signal: AbortSignal },
): Promise<readonly ArchiveReport[]> {
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
      retentionDays: retentionDays(policy.archive.retention),
    }),
    ...(scratch !== undefined && { scratch }),
    ...(bars !== undefined && { onProgress: bars.show }),
  };
  // Until it has ended, the bars are needed.
  return await machine.proveArchive(options);
}

function judged(reports: readonly ArchiveReport[], request: Request): Outcome {
  if (reports.length === 0) return couldNotLook('no folder of a server was recognised, so nothing was verified.');
  return {
    code: CODES[worst(reports)],
    text: reportText(reports, request.notes),
    json: reportJson(reports, request.notes),
  };
}

const CODES = {
  proven: EXIT_CODES.ok,
  damaged: EXIT_CODES.finding,
  unknown: EXIT_CODES.couldNotLook,
} as const satisfies Record<ArchiveReport['overall'], ExitCode>;
