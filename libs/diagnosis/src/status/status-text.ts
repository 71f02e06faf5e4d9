import type { Look } from '../evidence/look.ts';
import { bytes, duration } from '../reading/amounts.ts';
import { moment } from '../reading/fields.ts';
import { fit } from '../words/layout.ts';
import type { StatusView } from './status-view.ts';

const UNKNOWN = 'unknown';
const MOST = { instances: 12, poolers: 6, alerts: 8, proofs: 3 } as const;

/** At most about forty lines of a hundred columns; unknown is written as unknown. Ends with a line end. */
export function statusText(view: StatusView): string {
  const now = Date.parse(view.takenAt);
  const ago = (time: number | undefined): string => (time === undefined ? UNKNOWN : `${duration(now - time)} ago`);
  const lines = [
    `${view.cluster}  ${view.phase ?? UNKNOWN}`,
    `PostgreSQL ${view.versions.postgresql ?? UNKNOWN}, operator ${view.versions.operator ?? UNKNOWN}, Kubernetes ${view.versions.kubernetes ?? UNKNOWN}, seen ${view.takenAt}`,
    '',
    row(['INSTANCE', 'ROLE', 'READY', 'STATE', 'SYNC', 'BEHIND', 'TL', 'DISK', 'CONN', 'NODE/ZONE']),
    ...limited(view.instances, MOST.instances).map((each) =>
      typeof each === 'string'
        ? each
        : row([
            each.pod,
            each.role ?? UNKNOWN,
            each.ready ? 'yes' : 'no',
            each.role === 'primary' ? '-' : (each.state ?? UNKNOWN),
            each.role === 'primary' ? '-' : (each.sync ?? UNKNOWN),
            each.role === 'primary' ? '-' : each.behind === undefined ? UNKNOWN : bytes(each.behind),
            each.timeline === undefined ? '?' : String(each.timeline),
            each.disk === undefined ? '?' : `${each.disk} %`,
            each.connections === undefined ? '?' : `${each.connections} %`,
            `${each.node ?? UNKNOWN}${each.zone === undefined ? '' : `/${each.zone}`}`,
          ]),
    ),
    ...(view.instances.length === 0 ? ['no instance was seen'] : []),
    `wanted ${view.instancesWanted ?? UNKNOWN}, primary ${view.primary ?? UNKNOWN}`,
    '',
    `sync      ${view.synchronous === undefined ? UNKNOWN : view.synchronous.wanted === 0 ? 'not asked for' : `${view.synchronous.confirming ?? UNKNOWN} confirm commits, ${view.synchronous.wanted} asked for`}`,
    ...archiveLines(view, ago),
    ...section(
      'proofs',
      view.proofs,
      MOST.proofs,
      (each) =>
        `${each.server}: ${each.verdict}${each.level === null ? '' : ` at ${each.level}`}, proven ${ago(moment(each.provenAt))}`,
      'none',
    ),
    `watchdog  ${view.watch.kind === 'seen' ? `${view.watch.value.state}, ${view.watch.value.openIncidents} open incidents` : unseenWords(view.watch)}`,
    `certs     ${certificates(view, now)}`,
    ...poolerLines(view),
    ...section(
      'alerts',
      view.alerts,
      MOST.alerts,
      (each) => `${each.severity} ${each.name}, since ${ago(moment(each.startedAt))}: ${each.summary}`,
      'none fires',
    ),
  ];
  return `${lines.map((line) => fit(line)).join('\n')}\n`;
}

function archiveLines({ archive }: StatusView, ago: (time: number | undefined) => string): readonly string[] {
  if (archive === undefined) return [`archive   ${UNKNOWN}`];
  if (archive === 'none') return ['archive   none: nothing of this cluster can be restored'];
  const state =
    archive.failing === undefined
      ? UNKNOWN
      : archive.failing
        ? 'FAILING'
        : archive.lastArchivedAt === undefined
          ? 'nothing archived yet'
          : `last segment ${ago(archive.lastArchivedAt)}`;
  return [
    `archive   ${archive.objectStore}: ${state}, waiting ${archive.waiting ?? UNKNOWN}`,
    `backups   newest ${archive.newestBackup === undefined ? 'none known' : ago(archive.newestBackup)}, recoverable from ${archive.recoverableFrom ?? UNKNOWN}`,
  ];
}

function certificates({ certificates: look }: StatusView, now: number): string {
  if (look.kind === 'unseen') return unseenWords(look);
  const first = look.value.toSorted((a, b) => (moment(a.notAfter) ?? 0) - (moment(b.notAfter) ?? 0))[0];
  const end = moment(first?.notAfter);
  if (first === undefined || end === undefined) return UNKNOWN;
  return end <= now
    ? `EXPIRED ${duration(now - end)} ago: ${first.use}, ${first.where}`
    : `first expires in ${duration(end - now)}: ${first.use}, ${first.where}`;
}

function poolerLines({ poolers }: StatusView): readonly string[] {
  if (poolers === undefined) return [`poolers   ${UNKNOWN}`];
  if (poolers.length === 0) return ['poolers   none'];
  return limited(poolers, MOST.poolers).map((each, index) => {
    const lead = index === 0 ? 'poolers   ' : '          ';
    return (
      lead +
      (typeof each === 'string'
        ? each
        : `${each.name} (${each.type}): ${each.phase ?? UNKNOWN}, ${each.ready ?? UNKNOWN} of ${each.wanted} ready, clients waiting ${each.waiting ?? UNKNOWN}`)
    );
  });
}

function section<T>(
  name: string,
  look: Look<readonly T[]>,
  most: number,
  words: (each: T) => string,
  none: string,
): readonly string[] {
  const lead = name.padEnd(10);
  if (look.kind === 'unseen') return [lead + unseenWords(look)];
  if (look.value.length === 0) return [lead + none];
  return limited(look.value, most).map(
    (each, index) => (index === 0 ? lead : ' '.repeat(10)) + (typeof each === 'string' ? each : words(each)),
  );
}

function unseenWords({ reason, detail }: { readonly reason: string; readonly detail: string }): string {
  return `${UNKNOWN} (${reason}${detail === '' ? '' : `: ${detail}`})`;
}

function limited<T>(items: readonly T[], most: number): readonly (T | string)[] {
  return items.length <= most ? items : [...items.slice(0, most - 1), `and ${items.length - most + 1} more`];
}

function row(cells: readonly string[]): string {
  const widths = [22, 8, 6, 10, 8, 10, 4, 6, 6];
  return cells
    .map((cell, index) =>
      index < widths.length ? fit(cell, (widths[index] ?? 8) - 1).padEnd(widths[index] ?? 8) : cell,
    )
    .join('');
}
