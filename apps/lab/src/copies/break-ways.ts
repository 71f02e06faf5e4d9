import type { BreakChoice, BreakKind } from '../break-kind.ts';
import type { ArchiveView, SegmentView } from './archive-view.ts';
import { cutHalf, flipBit, flipBitOfPage, leaveOut, type Spoiled } from './spoil.ts';

/** A way to break a copy of an archive, and what must be found then. */
export interface BreakWay extends BreakChoice {
  /** Of these findings one must name the object. */
  readonly expected: readonly string[];
  /** The same fault in docs/scoreboard.md, where it was measured. */
  readonly scoreboard: {
    readonly fault: string;
    /** A sentence: what who restores with Barman sees of it. */
    readonly barman: string;
  };
  /** @returns undefined while the archive has nothing to do it to */
  readonly choose: (view: ArchiveView, random: () => number) => BreakPlan | undefined;
}

export interface BreakPlan {
  /** Key of the object to break. */
  readonly object: string;
  /** Key of the object whose content is needed for that. */
  readonly source: string;
  readonly spoil: (content: Uint8Array) => Spoiled;
}

const AS_IF_WELL = "Who restores it with Barman's tools gets a PostgreSQL that starts as if nothing were wrong";
const UNTIL_READ = `${AS_IF_WELL}, until someone reads the table.`;
const WITHOUT_ROWS = `${AS_IF_WELL}, without any row since then.`;
const REFUSED = "Barman's tools refuse it too, but only when the database is needed and somebody restores.";

export const BREAK_WAYS: readonly BreakWay[] = [
  {
    kind: 'damaged-page',
    label: 'Flip one bit of a table',
    explanation:
      'One bit of one page is wrong in the base backup, as a bad disk or bad memory leaves it. Archive and compression are sound: only the checksum of the page can tell.',
    expected: ['page-damaged'],
    scoreboard: {
      fault: 'one bit of a page is flipped, the archive is sound',
      barman: UNTIL_READ,
    },
    choose: ({ newestBackup: { tar }, quietFile }, random) => ({
      object: tar,
      source: tar,
      spoil: (content) => flipBitOfPage(content, quietFile, random),
    }),
  },
  {
    kind: 'missing-wal',
    label: 'Lose a WAL segment',
    explanation:
      'A segment in the middle of the WAL is gone, as after a lifecycle rule that was too eager. Everything later is there, and useless without it.',
    expected: ['wal-hole'],
    scoreboard: {
      fault: 'a segment after a backup is gone, later ones are there',
      barman: WITHOUT_ROWS,
    },
    choose: onSegment((segment) => ({
      object: segment.key,
      source: segment.key,
      spoil: () => ({
        content: undefined,
        done: `WAL segment ${segment.name} was left out; the one before it and the one behind it are there.`,
      }),
    })),
  },
  {
    kind: 'wrong-wal',
    label: 'Swap a WAL segment',
    explanation:
      'Under the name of a segment lies the content of its neighbour, as after a copy by a wrong script. Names, sizes and compression are all right.',
    expected: ['wal-of-another-place'],
    scoreboard: {
      fault: 'a segment is its neighbour under this name',
      barman: WITHOUT_ROWS,
    },
    choose: onSegment((segment, before) => ({
      object: segment.key,
      source: before.key,
      spoil: (content) => ({
        content,
        done: `Under the name of WAL segment ${segment.name} lies the content of ${before.name}, the one before it.`,
      }),
    })),
  },
  {
    kind: 'flipped-bit',
    label: 'Flip one bit of a base backup',
    explanation: 'One bit of the compressed archive has changed in the store, as it happens to data that nobody reads.',
    expected: [
      'archive-corrupt',
      'archive-truncated',
      'archive-trailing-bytes',
      'tar-damaged',
      'tar-incomplete',
      'page-damaged',
      'page-beyond-backup',
      'member-missing',
      'label-differs',
    ],
    scoreboard: {
      fault: 'one bit of a base archive is flipped (gzip)',
      barman: REFUSED,
    },
    choose: ({ newestBackup: { tar } }, random) => ({
      object: tar,
      source: tar,
      spoil: (content) => flipBit(content, random),
    }),
  },
  {
    kind: 'lost-file',
    label: 'Leave out a file of a table',
    explanation:
      'A table has no file in the base backup, as when a backup program skips what it cannot read. The archive is whole and sound: only a database that runs can tell.',
    expected: ['relation-file-missing'],
    scoreboard: {
      fault: 'a relation file that no later WAL writes to is not in the archive',
      barman: UNTIL_READ,
    },
    choose: ({ newestBackup: { tar }, quietFile }) => ({
      object: tar,
      source: tar,
      spoil: (content) => leaveOut(content, quietFile),
    }),
  },
  {
    kind: 'truncated-backup',
    label: 'Cut a base backup off',
    explanation: 'The archive ends half way, as after an upload that broke and was taken for whole.',
    expected: ['tar-incomplete', 'archive-truncated'],
    scoreboard: {
      fault: 'a base archive ends half way',
      barman: REFUSED,
    },
    choose: ({ newestBackup: { tar } }) => ({ object: tar, source: tar, spoil: cutHalf }),
  },
  {
    kind: 'truncated-wal',
    label: 'Cut a WAL segment off',
    explanation: 'A compressed segment ends half way, as after a full disk between database and store.',
    expected: ['archive-truncated'],
    scoreboard: {
      fault: 'a compressed segment ends half way',
      barman: WITHOUT_ROWS,
    },
    choose: onSegment((segment) => ({ object: segment.key, source: segment.key, spoil: cutHalf })),
  },
];

export function breakWay(kind: BreakKind): BreakWay {
  const way = BREAK_WAYS.find((each) => each.kind === kind);
  if (way === undefined)
    throw new RangeError(
      `break kind: found ${kind}, expected one of ${BREAK_WAYS.map((each) => each.kind).join(', ')}`,
    );
  return way;
}

/** A segment that has one before and one behind it. */
function onSegment(plan: (segment: SegmentView, before: SegmentView) => BreakPlan): BreakWay['choose'] {
  return ({ segments }, random) => {
    const at = 1 + Math.floor(random() * (segments.length - 2));
    const [before, segment, behind] = [segments[at - 1], segments[at], segments[at + 1]];
    if (before === undefined || segment === undefined || behind === undefined) return undefined;
    return plan(segment, before);
  };
}
