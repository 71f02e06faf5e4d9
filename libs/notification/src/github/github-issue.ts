import type { Incident, TimelineEntry } from '@postgres-ha/incident';
import { codeBlock, cut, inlineCode, link, prose } from '@postgres-ha/markup';
import { instantText } from './instant-text.ts';

/** An incident as it is shown on GitHub. */
export interface GitHubIssueText {
  /** At most 256 characters. */
  readonly title: string;
  /** The marked section alone: what people write around it stays. */
  readonly body: string;
  readonly labels: readonly string[];
}

export interface GitHubIssueOptions {
  /** Besides the one that names the severity. Default: `incident`. */
  readonly labels?: readonly string[];
  /** Characters that there is room for. GitHub takes 65,536 in all. */
  readonly room?: number;
  /** The last entry of the timeline that people need not be notified of any more. Default: all of it. */
  readonly told?: number;
}

export const MOST_BODY = 65_536;
const MOST_TITLE = 256;

export const DEFAULT_LABELS: readonly string[] = ['incident'];

/** Title, body and labels; without effects, so that it can be shown before it is sent. */
export function githubIssue(
  incident: Incident,
  { labels = DEFAULT_LABELS, room = MOST_BODY, told = incident.timeline.at(-1)?.number ?? 0 }: GitHubIssueOptions = {},
): GitHubIssueText {
  const { concern, severity } = incident;
  return {
    title: cut(`${concern.cluster}: ${concern.title}`, MOST_TITLE),
    body: section(incident, { room, told }),
    labels: [...labels, severityLabel(severity)],
  };
}

export function severityLabel(severity: Incident['severity']): string {
  return `severity/${severity}`;
}

/** Begins the section. A later opening of the same trouble has another one, and an issue of its own. */
export function issueMarker({ id, openedAt }: Incident): string {
  return `<!-- postgres-ha:incident ${id} ${openedAt} `;
}

export const SECTION_END = '<!-- postgres-ha:end -->';

/** How much of everything is shown, from all that anybody would read down to what always fits. */
interface Measure {
  readonly text: number;
  readonly lines: number;
  readonly items: number;
}

const MEASURES: readonly Measure[] = [
  { text: 2000, lines: 500, items: 100 },
  { text: 500, lines: 100, items: 40 },
  { text: 200, lines: 20, items: 20 },
  { text: 100, lines: 5, items: 5 },
  { text: 80, lines: 0, items: 3 },
];

function section(incident: Incident, { room, told }: { readonly room: number; readonly told: number }): string {
  const begin = `${issueMarker(incident)}told=${told} -->\n${headline(incident)}`;
  for (const measure of MEASURES) {
    const text = [begin, ...chapters(incident, measure), SECTION_END].join('\n\n');
    if (text.length <= room) return text;
  }
  return `${begin}\n\n${SECTION_END}`;
}

function chapters(incident: Incident, measure: Measure): readonly string[] {
  const { concern, timeline } = incident;
  const { text, items } = measure;
  const parts: readonly (readonly [title: string, content: string])[] = [
    ['What', prose(cut(concern.summary, text * 2))],
    ['Where', `Cluster ${inlineCode(cut(concern.cluster, text))}, ${inlineCode(cut(concern.kind, text))}`],
    [
      'Evidence',
      some(
        concern.evidence,
        { most: items },
        ({ label, text: value }) => `- **${prose(cut(label, text))}**: ${inlineCode(cut(value, text))}`,
      ),
    ],
    ...concern.lists.slice(0, items).map((list) => [prose(cut(list.title, text)), listText(list, measure)] as const),
    [
      'Next steps',
      some(concern.nextSteps, { most: items }, (step, index) => `${index + 1}. ${prose(cut(step, text * 2))}`),
    ],
    ['Runbook', concern.runbook === null ? '' : link('What to do, step by step', concern.runbook)],
    ['Timeline', timelineText(timeline, measure)],
  ];
  const foot = '_This section is kept up to date by the watchdog. What is written outside of it stays._';
  return [
    ...parts.filter(([, content]) => content !== '').map(([title, content]) => `### ${title}\n\n${content}`),
    foot,
  ];
}

function headline({ status, severity, worst, openedAt, resolvedAt, openings }: Incident): string {
  const facts = [
    status === 'open' ? `**${severity}, open**` : '**resolved**',
    ...(status === 'resolved' || worst !== severity ? [`at its worst ${worst}`] : []),
    `since ${instantText(openedAt)}`,
    ...(resolvedAt === null ? [] : [`over at ${instantText(resolvedAt)}`]),
    ...(openings > 1 ? [`opened ${openings} times`] : []),
  ];
  return facts.join(', ');
}

function listText({ lines, complete }: Incident['concern']['lists'][number], measure: Measure): string {
  const shown = lines.slice(0, measure.lines).map((line) => cut(line, measure.text));
  const hidden = lines.length - shown.length;
  const notes = [
    ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ...(complete ? [] : ['there may be more: the list is not complete']),
  ];
  const block = shown.length === 0 ? [] : [codeBlock(shown)];
  return [...block, ...(notes.length > 0 ? [`… ${notes.join('; ')}.`] : [])].join('\n\n');
}

function timelineText(timeline: readonly TimelineEntry[], { items, text }: Measure): string {
  const shown = timeline.slice(-items);
  const hidden = timeline.length - shown.length;
  return [
    ...(hidden > 0 ? [`- … ${hidden} earlier`] : []),
    ...shown.map((entry) => `- ${instantText(entry.at)} **${entry.kind}**: ${prose(cut(entry.text, text))}`),
  ].join('\n');
}

function some<T>(
  values: readonly T[],
  { most }: { readonly most: number },
  show: (value: T, index: number) => string,
): string {
  const hidden = values.length - most;
  return [...values.slice(0, most).map(show), ...(hidden > 0 ? [`- … and ${hidden} more`] : [])].join('\n');
}
