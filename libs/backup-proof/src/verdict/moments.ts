import { timelineAt, type LostBecause, type TimelineCoverage, type TimelinePath } from '@postgres-ha/backup-catalog';
import type { Lsn } from '@postgres-ha/postgres-storage';
import type { Moments } from './report.ts';

/** What was seen of the way from one backup along one path. */
export interface WayProof {
  readonly backupId: string;
  readonly path: TimelinePath;
  /** From here to `provenTo` it was replayed; nothing is proven when absent. */
  readonly from: Lsn;
  readonly provenTo?: Lsn;
  /** To here WAL behind `provenTo` was read without a fault, after the replay, and not replayed. */
  readonly readTo?: Lsn;
  /** From here on the way is damaged, and why: the backup itself, or WAL whose bytes are wrong, which ends every way that passes there. */
  readonly damaged?: { readonly what: 'backup' | 'wal'; readonly from: Lsn; readonly because: string };
}

/**
 * Puts what was proven over what the names of objects promise. A moment is proven if one backup was replayed past it, lost if every way
 * to it is damaged or missing, and otherwise nobody knows.
 */
export function momentsOf(coverage: readonly TimelineCoverage[], seen: readonly WayProof[]): readonly Moments[] {
  const proofs = withSharedDamage(seen);
  const oldest = Math.min(...coverage.filter((each) => each.recoverable.length > 0).map(({ timeline }) => timeline));
  return (
    coverage
      // what retention leaves of timelines older than every backup is no loss: nobody promised it
      .filter(({ timeline }) => timeline >= oldest || !Number.isFinite(oldest))
      .flatMap((timeline) => [...recoverable(timeline, proofs), ...lost(timeline)].sort(byPlace))
  );
}

/** A way that was followed to the next backup only has not met the damage behind it; another one has. */
function withSharedDamage(proofs: readonly WayProof[]): readonly WayProof[] {
  return proofs.map((proof) => {
    const met = proofs.flatMap(({ path, damaged }) => {
      if (damaged?.what !== 'wal' || damaged.from < proof.from) return [];
      return timelineAt(path, damaged.from) === timelineAt(proof.path, damaged.from) ? [damaged] : [];
    });
    const all = proof.damaged === undefined ? met : [proof.damaged, ...met];
    const [first] = all.toSorted((a, b) => (a.from < b.from ? -1 : 1));
    return first === undefined ? proof : { ...proof, damaged: first };
  });
}

function byPlace(a: Moments, b: Moments): number {
  return a.from < b.from ? -1 : 1;
}

function lost({ timeline, lost: ranges }: TimelineCoverage): readonly Moments[] {
  return (
    ranges
      // what retention leaves of older backups is no loss: nobody promised it
      .filter(({ because }) => because.kind !== 'before-first-backup')
      .map(({ from, to, because }) => ({
        timeline,
        from,
        to,
        state: because.kind === 'unknown' ? 'unproven' : 'lost',
        because: whyLost(because),
      }))
  );
}

function whyLost(because: LostBecause): string {
  switch (because.kind) {
    case 'before-first-backup':
      return 'older than the first backup';
    case 'behind-hole': {
      const { first, last, count } = because.missing;
      return count === 1 ? `segment ${first} is missing` : `${count} segments are missing, ${first} to ${last}`;
    }
    case 'no-backup-leads-here':
      return 'no backup leads to this timeline';
    case 'unknown':
      return because.because;
  }
}

function recoverable(
  { timeline, recoverable: ranges }: TimelineCoverage,
  proofs: readonly WayProof[],
): readonly Moments[] {
  const pieces = ranges.flatMap(({ from, to, backupIds }) => {
    const ways = proofs.filter(
      ({ backupId, path }) => backupIds.includes(backupId) && path.some((piece) => piece.timeline === timeline),
    );
    const edges = ways
      .flatMap((way) => [way.from, way.provenTo, way.readTo, way.damaged?.from])
      .filter((edge) => edge !== undefined);
    return cut({ from, to }, edges).map((piece): Moments => ({
      timeline,
      ...piece,
      ...stateOf(piece, { ways, backupIds, timeline }),
    }));
  });
  return joined(pieces);
}

interface Range {
  readonly from: Lsn;
  readonly to: Lsn;
}

function cut({ from, to }: Range, edges: readonly Lsn[]): readonly Range[] {
  const inside = [...new Set(edges.filter((edge) => edge > from && edge < to))].sort((a, b) => (a < b ? -1 : 1));
  const all = [from, ...inside, to];
  return all.slice(1).map((end, index) => ({ from: all[index] ?? from, to: end }));
}

interface Ways {
  readonly ways: readonly WayProof[];
  readonly backupIds: readonly string[];
  readonly timeline: Moments['timeline'];
}

function stateOf(
  { from, to }: Range,
  { ways, backupIds, timeline }: Ways,
): Pick<Moments, 'state' | 'backupId' | 'because'> {
  const proof = ways.find(
    (way) => leadsTo(way, timeline, from) && way.from <= from && way.provenTo !== undefined && way.provenTo >= to,
  );
  if (proof !== undefined) return { state: 'proven', backupId: proof.backupId };
  const damage = (id: string): string | undefined => {
    const way = ways.find(({ backupId }) => backupId === id);
    return way?.damaged !== undefined && way.damaged.from <= from ? way.damaged.because : undefined;
  };
  const sound = backupIds.findLast((id) => damage(id) === undefined);
  if (sound !== undefined) {
    const isRead = ways.some((way) => leadsTo(way, timeline, from) && way.readTo !== undefined && way.readTo >= to);
    return { state: 'unproven', backupId: sound, ...(isRead && { because: 'read whole, not replayed' }) };
  }
  return { state: 'lost', because: damage(backupIds.at(-1) ?? '') ?? 'every way to it is damaged' };
}

/** A position belongs to the piece of the path that holds it; on another timeline it is another moment. */
function leadsTo({ path }: WayProof, timeline: Moments['timeline'], position: Lsn): boolean {
  return timelineAt(path, position) === timeline;
}

function joined(pieces: readonly Moments[]): readonly Moments[] {
  const ranges: Moments[] = [];
  for (const piece of pieces) {
    const last = ranges.at(-1);
    if (last !== undefined && goesOn(last, piece)) ranges[ranges.length - 1] = { ...last, to: piece.to };
    else ranges.push(piece);
  }
  return ranges;
}

function goesOn(last: Moments, next: Moments): boolean {
  return (
    last.to === next.from &&
    last.state === next.state &&
    last.because === next.because &&
    last.backupId === next.backupId
  );
}
