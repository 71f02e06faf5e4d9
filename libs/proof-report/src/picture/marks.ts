import type { BackupReport } from '@postgres-ha/backup-proof';
import type { Scale } from './scale.ts';

/** How a backup is marked: `listed` had no fault, but was not replayed. */
export type MarkKind = 'damaged' | 'unknown' | 'listed' | 'proven';

/** One backup, or several that lie too close together to be told apart. */
export interface Mark {
  /** Pixels from the left end of the lane. */
  readonly x: number;
  /** Of the worst of them. */
  readonly kind: MarkKind;
  readonly backups: readonly [BackupReport, ...BackupReport[]];
}

const WORST_FIRST: readonly MarkKind[] = ['damaged', 'unknown', 'listed', 'proven'];

export function markKind({ verdict }: BackupReport): MarkKind {
  if (verdict.kind !== 'proven') return verdict.kind;
  return verdict.level === 'L4' || verdict.level === 'L5' ? 'proven' : 'listed';
}

export interface Marking {
  readonly scale: Scale;
  readonly width: number;
  /** No two marks are closer than this. */
  readonly apart: number;
}

/** Backups of one timeline where they end; those of which that is not known are left out. */
export function marksOf(backups: readonly BackupReport[], { scale, width, apart }: Marking): readonly Mark[] {
  const placed = backups
    .flatMap((backup) => {
      const { timeline, end } = backup;
      return timeline === undefined || end === undefined ? [] : [{ x: scale.at(timeline, end) * width, backup }];
    })
    .toSorted((a, b) => a.x - b.x);
  const marks: Mark[] = [];
  let group: BackupReport[] = [];
  let begin = 0;
  let last = 0;
  const close = (): void => {
    const [first, ...others] = group;
    if (first === undefined) return;
    const kinds = new Set(group.map(markKind));
    const kind = WORST_FIRST.find((each) => kinds.has(each)) ?? 'unknown';
    marks.push({ x: (begin + last) / 2, kind, backups: [first, ...others] });
  };
  for (const { x, backup } of placed) {
    if (group.length > 0 && x - begin < apart) {
      group.push(backup);
    } else {
      close();
      group = [backup];
      begin = x;
    }
    last = x;
  }
  close();
  return marks;
}
