import {
  ageInWords,
  atTime,
  reportHtml,
  reportJson,
  reportMarkdown,
  reportText,
  type RunSummary,
} from '@postgres-ha/proof-report';
import { textPage, type Page, type Pages, type ScheduleState } from '@postgres-ha/worker-runtime';
import { formatInputProblem, type InputProblem } from '@postgres-ha/command-line';
import { overallOf, type EndedLook, type Shown } from './last-look.ts';
import type { TestedSink } from './notifications.ts';
import type { RunRecord } from './run-record.ts';
import type { Told } from './told.ts';

/** What pages are made of. */
export interface WorkerView {
  readonly now: () => Date;
  /** The last look of this process that ended. */
  readonly last: () => EndedLook | undefined;
  /** The last one that brought reports. */
  readonly lastReports: () => EndedLook | undefined;
  /** Earlier runs, for trends. */
  readonly history: () => readonly RunSummary[];
  /** The last run that the history knows. */
  readonly known: () => RunRecord | undefined;
  readonly schedule: () => ScheduleState | undefined;
  readonly problems: () => readonly InputProblem[];
  readonly told: () => Told;
  /** How it stands with those who are told. */
  readonly sinks: () => readonly TestedSink[];
}

/** A form of the report. */
interface ReportPage {
  readonly contentType: string;
  readonly render: (shown: Shown) => string;
}

/** Each form that a report has, by its path. Whoever brings another puts it here. */
const REPORT_PAGES: Readonly<Record<string, ReportPage>> = {
  '/': { contentType: 'text/html; charset=utf-8', render: htmlOf },
  '/report.html': { contentType: 'text/html; charset=utf-8', render: htmlOf },
  '/report.md': { contentType: 'text/markdown; charset=utf-8', render: markdownOf },
  '/report.txt': { contentType: 'text/plain; charset=utf-8', render: textOf },
  '/report.json': { contentType: 'application/json', render: jsonOf },
};

export function workerPages(view: WorkerView): Pages {
  const reports = Object.entries(REPORT_PAGES).map(
    ([path, page]) => [path, () => reportPage(view, { path, page })] as const,
  );
  return { ...Object.fromEntries(reports), '/status.json': () => statusPage(view) };
}

function textOf({ reports, notes, isStale }: Shown): string {
  const head = isStale ? `UNKNOWN: ${notes[0] ?? ''}\n\n` : '';
  return `${head}${reportText(reports, notes)}\n`;
}

function htmlOf(shown: Shown): string {
  return reportHtml(shown.reports, pageOf(shown));
}

function markdownOf(shown: Shown): string {
  return reportMarkdown(shown.reports, pageOf(shown));
}

function pageOf({ notes, now, history, isStale }: Shown): Parameters<typeof reportHtml>[1] {
  const [failed, ...others] = notes;
  return isStale && failed !== undefined ? { now, history, failed, notes: others } : { now, history, notes };
}

function jsonOf({ reports, notes, overall }: Shown): string {
  return `${JSON.stringify({ ...reportJson(reports, notes), overall }, null, 2)}\n`;
}

function reportPage(view: WorkerView, { path, page }: { readonly path: string; readonly page: ReportPage }): Page {
  const shown = shownOf(view);
  if (shown !== undefined) return { contentType: page.contentType, body: page.render(shown) };
  const problem = nothingYet(view);
  if (!path.endsWith('.json')) return textPage(`UNKNOWN: ${problem}\n`, 503);
  return { contentType: page.contentType, body: `${JSON.stringify({ problem }, null, 2)}\n`, status: 503 };
}

/** What was seen last, with what has to be known of its age. A healthy report that a failed look came after is not shown as if it were new. */
function shownOf({ now, last, lastReports, history }: WorkerView): Shown | undefined {
  const [newest, withReports] = [last(), lastReports()];
  if (newest === undefined || withReports?.looked.kind !== 'reports') return undefined;
  const { finishedAt, looked } = withReports;
  const about = { finishedAt, now: now(), history: history() };
  const age = `${atTime(finishedAt)}, ${ageOf(finishedAt, now())} ago`;
  if (newest.looked.kind === 'reports') {
    const notes = [`Looked at until ${age}.`, ...looked.notes];
    return { ...looked, ...about, notes, overall: overallOf(looked), isStale: false };
  }
  const failure = `The last look, at ${atTime(newest.finishedAt)}, failed: ${newest.looked.because}`;
  return {
    ...looked,
    notes: [failure, `What is said of the backups is of the look before, until ${age}.`, ...looked.notes],
    ...about,
    overall: 'unknown',
    isStale: true,
  };
}

function nothingYet({ now, last, known }: WorkerView): string {
  const newest = last();
  if (newest?.looked.kind === 'failed') {
    return `the last look, at ${atTime(newest.finishedAt)}, failed: ${newest.looked.because}`;
  }
  const record = known();
  if (record === undefined) return 'no look has ended yet.';
  const at = new Date(record.finishedAt);
  return `this process has not ended a look yet. An earlier one did at ${atTime(at)}, ${ageOf(at, now())} ago: ${record.overall}.`;
}

function ageOf(at: Date, now: Date): string {
  return ageInWords(now.getTime() - at.getTime());
}

function statusPage({ now, last, known, schedule, problems, told, sinks }: WorkerView): Page {
  const state = schedule();
  const newest = last();
  const body = {
    now: now().toISOString(),
    next: isoOf(state?.next),
    running: state?.running === undefined ? null : { startedAt: isoOf(state.running.startedAt) },
    last:
      newest === undefined
        ? null
        : {
            startedAt: newest.startedAt.toISOString(),
            finishedAt: newest.finishedAt.toISOString(),
            overall: overallOf(newest.looked),
            ...(newest.looked.kind === 'failed' && { because: newest.looked.because }),
          },
    lastKnown: known()?.finishedAt ?? null,
    problems: problems().map(formatInputProblem),
    open: told().findings,
    sinks: sinks(),
  };
  return { contentType: 'application/json', body: `${JSON.stringify(body, null, 2)}\n` };
}

function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
