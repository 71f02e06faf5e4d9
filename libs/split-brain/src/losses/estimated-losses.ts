import { parseLsn } from '@postgres-ha/postgres-storage';
import type { LostWrites } from '../judgement/judgement.ts';
import type { Instant } from '../observation/instant.ts';
import type { ProbeObservation } from '../observation/probe.ts';
import type { Fork } from '../ancestry/compare-histories.ts';

/** From how far back a pace is taken: long enough for bursts, short enough to be of now. */
const PACE_WINDOW_MS = 60_000;

export interface Estimate {
  readonly now: Instant;
  /** By when it has certainly stopped, or was proven to have; null without such a bound. */
  readonly stopsBy: Instant | null;
}

/**
 * What a member that does not answer may have committed past the fork: what was seen of it, and the pace of its last minute times the
 * time since. Instants are compared within one observer only.
 * @returns undefined where it was never seen writing
 */
export function estimatedLosses(
  fork: Fork,
  probes: readonly ProbeObservation[],
  { now, stopsBy }: Estimate,
): LostWrites | undefined {
  const from = parseLsn(fork.lsn);
  const samples = samplesOf(probes);
  const last = samples.at(-1);
  if (from === undefined || last === undefined) return undefined;

  const { pace, fastest, bytesPerMs } = paceOf(samples);
  const elapsedMs = Math.max(0, Math.min(now, stopsBy ?? now) - last.received);
  const toForkMs = last.position < from && bytesPerMs > 0 ? Number(from - last.position) / bytesPerMs : 0;
  const commits = Math.round(seenPast(from, samples) + pace * Math.max(0, elapsedMs - toForkMs));
  const reach = last.position + BigInt(Math.round(bytesPerMs * elapsedMs));
  const before = samples.findLast(({ position }) => position <= from);
  const bounded = stopsBy !== null && fastest !== undefined && before !== undefined;
  return {
    member: last.member,
    timeline: last.timeline ?? fork.timeline,
    from: fork.lsn,
    basis: 'estimated',
    commits,
    atLeast: stopsBy === null || now < stopsBy,
    atMost: bounded
      ? Math.max(commits, Number(last.nextId - before.nextId) + Math.ceil(fastest * Math.max(0, stopsBy - last.sent)))
      : null,
    unacknowledged: Math.min(last.waiting, commits),
    bytes: String(reach > from ? reach - from : 0n),
    newest: [],
    firstAt: null,
    lastAt: null,
    relations: [],
  };
}

interface Sample {
  readonly member: string;
  readonly sent: Instant;
  readonly received: Instant;
  readonly timeline: number | null;
  readonly position: bigint;
  readonly nextId: bigint;
  readonly waiting: number;
}

/** Of the observer and the run of the server that were heard last, oldest first. */
function samplesOf(probes: readonly ProbeObservation[]): readonly Sample[] {
  const writing = probes.filter(({ answer }) => answer?.inRecovery === false);
  const newest = writing.at(-1);
  return writing.flatMap(({ observer, member, sent, received, answer }) => {
    if (answer === null || observer !== newest?.observer) return [];
    if (answer.postmasterStartedAt !== newest.answer?.postmasterStartedAt) return [];
    const position = parseLsn(answer.lsn);
    if (position === undefined || !/^\d+$/.test(answer.nextTransactionId)) return [];
    const nextId = BigInt(answer.nextTransactionId);
    const waiting = answer.details?.waitingForSync ?? 0;
    return [{ member, sent, received, timeline: answer.timeline, position, nextId, waiting }];
  });
}

/** Transactions that were seen past the fork; where it lies between two samples, by its share of the bytes between them. */
function seenPast(from: bigint, samples: readonly Sample[]): number {
  const last = samples.at(-1);
  const first = samples.find(({ position }) => position >= from);
  if (first === undefined || last === undefined) return 0;
  const before = samples.findLast(({ position }) => position < from) ?? first;
  const bytes = Number(first.position - before.position);
  const share = bytes === 0 ? 0 : Number(first.position - from) / bytes;
  return Number(last.nextId - first.nextId) + share * Number(first.nextId - before.nextId);
}

interface Pace {
  /** Transactions in a millisecond, over the window. */
  readonly pace: number;
  /** Between any two samples that follow each other; undefined with one sample. */
  readonly fastest: number | undefined;
  readonly bytesPerMs: number;
}

function paceOf(samples: readonly Sample[]): Pace {
  const last = samples.at(-1);
  const window = samples.filter(({ received }) => last !== undefined && received >= last.received - PACE_WINDOW_MS);
  const [first] = window;
  if (first === undefined || last === undefined || last.received <= first.received) {
    return { pace: 0, fastest: undefined, bytesPerMs: 0 };
  }
  const spanMs = last.received - first.received;
  const steps = window.slice(1).map((sample, place) => {
    const before = window[place] ?? sample;
    // The shortest time that can lie between what the two answers tell.
    const apartMs = sample.sent - before.received;
    return Number(sample.nextId - before.nextId) / Math.max(1, apartMs);
  });
  return {
    pace: Number(last.nextId - first.nextId) / spanMs,
    fastest: Math.max(...steps),
    bytesPerMs: Number(last.position - first.position) / spanMs,
  };
}
