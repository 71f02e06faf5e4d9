import { formatLsn, lsn } from '@postgres-ha/postgres-storage';
import type { HistoryEvidence } from '../observation/evidence.ts';
import type { DecidedHistories } from './compare-histories.ts';

/** What may happen to servers that began as copies of one: the truth that histories only hint at. */
export type PromotionStep =
  | { readonly kind: 'write'; readonly server: string; readonly bytes: number }
  /** Copies up to `share` quarters of what it lacks; does nothing where it holds something else. */
  | { readonly kind: 'follow'; readonly server: string; readonly of: string; readonly share: number }
  /** Takes the next id that it knows of: with an archive of its own only from its own history. */
  | { readonly kind: 'promote'; readonly server: string; readonly archive: 'shared' | 'own' };

/** One promotion's WAL, whatever its timeline id: `uid` is what no server knows. */
interface Run {
  readonly uid: number;
  readonly timeline: number;
  readonly begin: number;
  readonly end: number;
}

export type Servers = ReadonlyMap<string, readonly Run[]>;

export function grown(names: readonly string[], steps: readonly PromotionStep[]): Servers {
  const servers = new Map<string, readonly Run[]>(
    names.map((name) => [name, [{ uid: 0, timeline: 1, begin: 0, end: 100 }]]),
  );
  const archived = new Set([1]);
  let promotions = 0;
  for (const step of steps) {
    const runs = held(servers, step.server);
    const tip = last(runs);
    if (step.kind === 'write') {
      // Two servers never write into one run: that leaves no trace, and has a test of its own.
      const others = [...servers].filter(([name]) => name !== step.server).flatMap(([, theirs]) => theirs);
      if (others.some(({ uid, end }) => uid === tip.uid && end > tip.end)) continue;
      servers.set(step.server, [...runs.slice(0, -1), { ...tip, end: tip.end + step.bytes }]);
    } else if (step.kind === 'follow') {
      servers.set(step.server, followed(runs, held(servers, step.of), step.share));
    } else {
      const known = step.archive === 'shared' ? Math.max(...archived, tip.timeline) : tip.timeline;
      archived.add(known + 1);
      promotions++;
      // The record of the promotion itself is the first byte of the new timeline.
      const run = { uid: promotions, timeline: known + 1, begin: tip.end, end: tip.end + 1 };
      servers.set(step.server, [...runs, run]);
    }
  }
  return servers;
}

function followed(mine: readonly Run[], theirs: readonly Run[], share: number): readonly Run[] {
  const [common, tip] = [sharedEnd(mine, theirs), last(mine).end];
  if (common < tip || last(theirs).end <= tip) return mine;
  const upTo = tip + Math.ceil(((last(theirs).end - tip) * share) / 4);
  return theirs.filter(({ begin }) => begin < upTo).map((run) => ({ ...run, end: Math.min(run.end, upTo) }));
}

/** Up to where both hold the same. */
function sharedEnd(a: readonly Run[], b: readonly Run[]): number {
  let end = 0;
  for (const [place, run] of a.entries()) {
    const other = b[place];
    if (other?.uid !== run.uid) break;
    end = Math.min(run.end, other.end);
    if (run.end !== other.end) break;
  }
  return end;
}

/** What is so, by what no server can see. */
export function relation(servers: Servers, a: string, b: string): DecidedHistories {
  const [ours, theirs] = [held(servers, a), held(servers, b)];
  const fork = sharedEnd(ours, theirs);
  const pastFork = [last(ours).end > fork, last(theirs).end > fork];
  if (!pastFork[0] && !pastFork[1]) return { kind: 'same' };
  if (!pastFork[0] || !pastFork[1]) return { kind: 'behind', member: pastFork[0] ? b : a };
  const before = ours.findLast(({ uid, begin }) => begin < fork && theirs.some((run) => run.uid === uid));
  return { kind: 'diverged', fork: { timeline: before?.timeline ?? 1, lsn: text(fork) }, place: 'exact' };
}

export function historyOf(servers: Servers, member: string): HistoryEvidence {
  const runs = held(servers, member);
  return {
    kind: 'history',
    observer: 'o1',
    member,
    sent: 1,
    received: 2,
    systemIdentifier: '7312345678901234567',
    timeline: last(runs).timeline,
    lsn: text(last(runs).end),
    ancestors: runs.slice(0, -1).map(({ timeline, end }) => ({ timeline, switchPoint: text(end) })),
  };
}

export interface MarkPlace {
  readonly timeline: number;
  readonly switchPoint: string;
  readonly gone: (uid: number) => boolean;
}

export function markOf(servers: Servers, member: string, { timeline, switchPoint, gone }: MarkPlace): string | null {
  const run = held(servers, member).find((one) => one.timeline === timeline && text(one.begin) === switchPoint);
  return run === undefined || gone(run.uid) ? null : `promotion ${run.uid}`;
}

function held(servers: Servers, name: string): readonly Run[] {
  return servers.get(name) ?? [];
}

function last(runs: readonly Run[]): Run {
  const run = runs.at(-1);
  if (run === undefined) throw new Error('a server holds at least one run');
  return run;
}

function text(position: number): string {
  return formatLsn(lsn(BigInt(position)));
}
