import type { Lsn } from '@postgres-ha/postgres-storage';
import { lackIn } from './lacking-resources.ts';
import type { ReplayOutcome, ReplayPhase, Reached, UnknownReason } from './outcome.ts';
import { CANNOT_RUN, type ScratchServer } from './scratch-server.ts';
import type { LogEntry } from './server-log.ts';
import { stopText, type Stop } from './stop.ts';
import type { WalLog } from './wal-service.ts';

/** A server that ended by itself before its stop, and what is known of it. */
export interface EndedServer {
  readonly end: { readonly code: number };
  readonly log: Pick<ScratchServer['log'], 'fatal' | 'entries' | 'lines' | 'redoDoneAt'>;
  readonly wal: WalLog;
  readonly stop: Stop;
  readonly phase: ReplayPhase;
  readonly lastSeenLsn: Lsn | undefined;
  /** What the WAL it read last holds that these binaries cannot read. */
  readonly unreadable: readonly {
    readonly because: 'compression-unsupported' | 'missing-library';
    readonly detail: string;
  }[];
  readonly reached: Reached;
}

const NOT_PERMITTED = '42501';

/** Says why recovery ended, by codes, by the WAL that was asked for, and by nothing else. */
export function judgeEnd(ended: EndedServer): Exclude<ReplayOutcome, { readonly kind: 'replayed' }> {
  const { log, wal, reached, phase, stop } = ended;
  const unknown = (because: UnknownReason, detail: string): Extract<ReplayOutcome, { readonly kind: 'unknown' }> => ({
    kind: 'unknown',
    because,
    detail,
    ...reached,
  });
  const last = log.fatal.map(({ text }) => text);
  const detail = last.at(-1) ?? log.lines.slice(-5).join('\n');

  if (wal.trouble?.answer.kind === 'damaged') {
    return { kind: 'wal-damaged', fileName: wal.trouble.fileName, because: wal.trouble.answer.because, ...reached };
  }
  if (wal.trouble?.answer.kind === 'failed') {
    const { because } = wal.trouble.answer;
    return unknown(because === 'disk-full' ? 'disk-full' : 'wal-unavailable', `${wal.trouble.fileName}: ${because}`);
  }
  const lack = lackIn(log.entries);
  if (lack !== undefined) return unknown(lack.because, lack.detail);
  if (log.entries.some((entry) => isGrave(entry) && entry.sqlState === NOT_PERMITTED)) {
    return unknown('not-reachable', detail);
  }
  if (last.length === 0 && (ended.end.code === CANNOT_RUN || ended.end.code === CANNOT_RUN + 1)) {
    return unknown('not-reachable', `the server or its directory cannot be reached by its user. ${detail}`);
  }
  if (last.length === 0) {
    return unknown('killed', `the server ended with code ${ended.end.code} and no word. ${detail}`);
  }
  if (wal.asked.length === 0 && !log.fatal.some(({ process }) => process === 'startup')) {
    return unknown('server-unusable', detail);
  }
  const missing = missingFile(wal);
  const lastFile = wal.asked.findLast(
    ({ fileName, answer }) => answer !== 'absent' && !fileName.endsWith('.history'),
  )?.fileName;
  // replay that came to the end of the WAL says where; replay that met something it could not do does not get that far, though it may have
  // asked for the next file already, as it reads ahead
  const broke = log.redoDoneAt === undefined && log.fatal.some(brokeInReplay);
  if (!broke && (missing !== undefined || log.redoDoneAt !== undefined)) {
    const reachedLsn = log.redoDoneAt ?? ended.lastSeenLsn;
    return {
      kind: 'stopped-short',
      wanted: stop,
      ...(reachedLsn !== undefined && { reachedLsn }),
      ...(missing !== undefined && { missing }),
      ...(lastFile !== undefined && { lastFile }),
      because: last.length > 0 ? last : [`stopped before ${stopText(stop)}`],
      ...reached,
    };
  }
  // with these, replay does not get to an end of its own either
  const [unreadable] = ended.unreadable;
  if (unreadable !== undefined) return unknown(unreadable.because, `${unreadable.detail}; ${detail}`);
  return {
    kind: 'failed',
    phase,
    ...(lastFile !== undefined && { lastFile }),
    because: last,
    sqlStates: log.fatal.map(({ sqlState }) => sqlState),
    ...reached,
  };
}

/** An error while a record is applied has the record as its context. */
function brokeInReplay({ severity, text }: LogEntry): boolean {
  return severity === 'PANIC' || /^CONTEXT: {2}/m.test(text);
}

function isGrave({ severity }: LogEntry): boolean {
  return severity === 'FATAL' || severity === 'PANIC' || severity === 'ERROR';
}

/**
 * The file that was asked for last, if there is none. A server asks for a segment on each timeline that may have it, the newest first:
 * that one it should have found.
 */
function missingFile({ asked }: WalLog): string | undefined {
  const last = asked.at(-1);
  if (last?.answer !== 'absent') return undefined;
  const inVain = asked
    .slice(asked.findLastIndex(({ answer }) => answer !== 'absent') + 1)
    .map(({ fileName }) => fileName);
  const sameSegment = inVain.filter((name) => name.slice(8) === last.fileName.slice(8));
  return last.fileName.endsWith('.history') ? last.fileName : sameSegment.sort().at(-1);
}
