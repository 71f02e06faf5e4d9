import {
  DISRUPTION_WORDS,
  elsewhere,
  headline,
  titleOf,
  changedValueTexts,
  type ClusterChange,
} from '@postgres-ha/cluster-change';
import { compareDisruptions, type Disruption } from '@postgres-ha/change-impact';
import {
  codeInCell,
  cut,
  linesThatFit,
  prose,
  tableHead,
  tableRow,
  type Chapter,
  type Room,
} from '@postgres-ha/markup';
import type { CalendarChange } from '../plan/calendar-changes.ts';
import type { Judgement } from '../plan/change-plan.ts';
import { calendarEffect, entryText } from './calendar-words.ts';
import { inOrder, targetText } from './words.ts';

/**
 * Old and new of each field, what that does and how bad it is, worst first; then entries of calendars. The same change of many clusters is one row.
 */
export function changeTable({ changes, calendar }: Pick<Judgement, 'changes' | 'calendar'>): Chapter {
  const rows = [...rowsOf(changes), ...calendar.map(calendarRow)];
  return (room) => (rows.length === 0 ? '' : tableText(rows, room));
}

interface ChangeRow {
  readonly clusters: readonly string[];
  readonly cells: readonly string[];
}

const COLUMNS = ['Cluster', 'Field', 'Old', 'New', 'Effect', 'Disruption'];
const HEADING = '### What changes';

/** For the line that says how many rows are not shown. */
const NOTE_ROOM = 120;

function tableText(rows: readonly ChangeRow[], { most, measure }: Room): string {
  const head = `${HEADING}\n\n${tableHead(COLUMNS)}`;
  const left = most - measure(head);
  const whole = linesThatFit(lazily(rows), { most: left, measure });
  if (whole.length === rows.length) return [head, ...whole].join('\n');
  const fitting = linesThatFit(lazily(rows), { most: left - NOTE_ROOM, measure });
  const note = `… and ${rows.length - fitting.length} more of ${rows.length} rows: see the files of the pull request.`;
  if (fitting.length === 0) return `${HEADING}\n\n${note}`;
  return `${[head, ...fitting].join('\n')}\n\n${note}`;
}

/** Only as many as are looked at are written. */
function* lazily(rows: readonly ChangeRow[]): Generator<string> {
  for (const { clusters, cells } of rows) {
    const [first = '', ...others] = clusters;
    const where = `${cell(first)}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    yield tableRow([where, ...cells]);
  }
}

interface FieldRow extends ChangeRow {
  readonly disruption: Disruption;
}

function rowsOf(changes: readonly ClusterChange[]): readonly FieldRow[] {
  const single = changes.flatMap((change) =>
    rowsOfCluster(change).map((row) => ({ ...row, cluster: titleOf(change) })),
  );
  return [...Map.groupBy(single, ({ cells }) => cells.join('|')).values()]
    .flatMap((same): FieldRow[] => {
      const [first] = same;
      if (first === undefined) return [];
      const clusters = same.map(({ cluster }) => cluster).toSorted(inOrder);
      return [{ clusters, cells: first.cells, disruption: first.disruption }];
    })
    .toSorted((one, other) => compareDisruptions(other.disruption, one.disruption));
}

function rowsOfCluster(change: ClusterChange): readonly Omit<FieldRow, 'clusters'>[] {
  const { status, impact, keys } = change;
  const { disruption } = impact;
  if (status === 'added') return [wholeRow(['nothing', 'new'], { effect: headline(change), disruption })];
  if (status === 'removed') return [wholeRow(['there', 'nothing'], { effect: headline(change), disruption })];
  return keys.map((key) => {
    const { worst } = key;
    const name = key.key === '' ? worst.object.kind : key.key;
    const cells = [name, ...changedValueTexts(worst.before, worst.after)].map(cell);
    const certain = worst.certain ? '' : ' (the files do not tell; the worse is taken)';
    const effect = prose(cut(`${worst.effect}${elsewhere(key)}${certain}`, 400));
    return { cells: [...cells, effect, worst.disruption], disruption: worst.disruption };
  });
}

function calendarRow(change: CalendarChange): ChangeRow {
  const { list, before, after } = change;
  const cells = [`calendar.${list}`, entryText(before), entryText(after)].map(cell);
  return { clusters: [targetText(change)], cells: [...cells, calendarEffect(change), 'none'] };
}

function wholeRow(
  [before, after]: readonly [string, string],
  { effect, disruption }: { readonly effect: string; readonly disruption: Disruption },
): Omit<FieldRow, 'clusters'> {
  return { cells: ['all of it', before, after, prose(cut(effect, 400)), disruption], disruption };
}

function cell(text: string): string {
  return codeInCell(cut(text, 120));
}

/** What the classes that a change has mean, for who reads them the first time. */
export function disruptionLegend(changes: readonly ClusterChange[]): string {
  const classes = new Set(changes.flatMap(({ keys }) => keys.map(({ worst }) => worst.disruption)));
  const words = [...classes].toSorted(compareDisruptions).map((each) => `${each}: ${DISRUPTION_WORDS[each]}`);
  return words.length === 0 ? '' : `_${words.join('; ')}._`;
}
