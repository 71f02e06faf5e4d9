import type { Incident, IncidentSeverity, TimelineEntry } from '@postgres-ha/incident';
import type { KnownBlock, MessageAttachment } from '@slack/web-api';
import { durationText } from '../duration-text.ts';
import { incidentWithoutSecrets, textWithoutSecrets } from '../without-secrets.ts';
import { fitMarkup, fitPlain, slackTime } from './slack-text.ts';

/** What `chat.postMessage` and `chat.update` take, but for channel and metadata. */
export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly attachments: readonly MessageAttachment[];
}

/** @see https://docs.slack.dev/reference/block-kit/blocks */
const HEADER = 150;
const SECTION = 3000;
const FIELD = 2000;
const MOST_BLOCKS = 50;
/** Slack refuses messages that are too long as a whole (`msg_blocks_too_long`) and does not say where that begins: well below what is known to pass. */
const WHOLE = 10_000;
/** So that no part leaves none for the others; lists get what is left. */
const ROOM = { summary: 1500, evidence: 2500, steps: 2000, list: 2800, fallback: 300 };

const LOOKS = {
  critical: { emoji: ':red_circle:', colour: '#d40e0d' },
  warning: { emoji: ':large_orange_circle:', colour: '#f2a100' },
  info: { emoji: ':large_blue_circle:', colour: '#1d9bd1' },
} as const satisfies Record<IncidentSeverity, object>;
const OVER = { emoji: ':white_check_mark:', colour: '#2eb67d' };

/** An incident as one message: what, where, evidence, lists, next steps, runbook. Fits Slack's limits whatever the incident holds. */
export function slackMessage(given: Incident): SlackMessage {
  const incident = incidentWithoutSecrets(given);
  const { concern, status, severity } = incident;
  const { emoji, colour } = status === 'resolved' ? OVER : LOOKS[severity];
  const title = status === 'resolved' ? `Resolved: ${concern.title}` : concern.title;
  const head = `${emoji} ${fitPlain(title, { room: HEADER - emoji.length - 1 })}`;
  const facts: KnownBlock = { type: 'section', fields: factsOf(incident).map((text) => ({ type: 'mrkdwn', text })) };
  const before = [
    facts,
    ...section(fitMarkup(concern.summary, { room: ROOM.summary })),
    ...section(evidenceText(incident)),
  ];
  const lists = concern.lists.flatMap((list) => section(listText(list)));
  const after = section(status === 'resolved' && !concern.sticky ? '' : stepsText(concern.nextSteps));
  const body = [...before, ...asFarAsRoom(lists, [...before, ...after]), ...after];
  const fallback = fitMarkup(`${title} (${concern.cluster}, ${severity})`, { room: ROOM.fallback });
  return {
    text: fallback,
    blocks: [{ type: 'header', text: { type: 'plain_text', text: head, emoji: true } }],
    attachments: [{ color: colour, fallback, blocks: [...body, closing(incident)] }],
  };
}

/** One entry of the timeline, as a reply in the incident's thread. */
export function slackThreadEntry({ at, kind, text }: TimelineEntry): SlackMessage {
  const words = fitMarkup(textWithoutSecrets(text), { room: SECTION - 200 });
  const shown = `${ENTRY_EMOJI[kind]} ${slackTime(at)} *${kind}* ${words}`;
  return {
    text: fitMarkup(`${kind}: ${textWithoutSecrets(text)}`, { room: SECTION }),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: shown } }],
    attachments: [],
  };
}

const ENTRY_EMOJI = {
  opened: ':rotating_light:',
  worse: ':arrow_up:',
  better: ':arrow_down:',
  changed: ':pencil2:',
  resolved: ':white_check_mark:',
  reopened: ':rotating_light:',
  acknowledged: ':eyes:',
  flapping: ':repeat:',
} as const satisfies Record<TimelineEntry['kind'], string>;

function factsOf({ concern, status, severity, worst, openedAt, resolvedAt, openings }: Incident): readonly string[] {
  const rated = severity === worst ? severity : `${severity} (was ${worst})`;
  const ended = resolvedAt === null ? '' : ` after ${durationText(Date.parse(resolvedAt) - Date.parse(openedAt))}`;
  const state = status === 'resolved' && resolvedAt !== null ? `resolved ${slackTime(resolvedAt)}${ended}` : 'open';
  return [
    field('Where', fitMarkup(concern.cluster, { room: FIELD - 20 })),
    field('Severity', rated),
    field('Since', slackTime(openedAt) + (openings > 1 ? `, opened ${openings} times` : '')),
    field('Status', state),
  ];
}

function field(label: string, text: string): string {
  return `*${label}*\n${text}`;
}

function evidenceText({ concern }: Incident): string {
  const lines = concern.evidence.map(
    ({ label, text }) => `• *${fitMarkup(label, { room: 200 })}*: ${fitMarkup(text, { room: 1000 })}`,
  );
  return lines.length === 0 ? '' : linesThatFit('*Evidence*\n', lines, { end: '', room: ROOM.evidence });
}

function listText({ title, lines, complete }: Incident['concern']['lists'][number]): string {
  const heading = `*${fitMarkup(title, { room: 200 })}* (${complete ? '' : 'at least '}${lines.length})`;
  if (lines.length === 0) return heading;
  // a fence within the text would end the block
  const shown = lines.map((line) => fitMarkup(line.replaceAll('```', "'''"), { room: 300 }));
  return linesThatFit(`${heading}\n\`\`\`\n`, shown, { end: '```', room: ROOM.list });
}

function stepsText(steps: readonly string[]): string {
  const lines = steps.map((step, index) => `${index + 1}. ${fitMarkup(step, { room: 1000 })}`);
  return lines.length === 0 ? '' : linesThatFit('*Next*\n', lines, { end: '', room: ROOM.steps });
}

/** As many whole lines as there is room for, and how many are not shown. */
function linesThatFit(
  opening: string,
  lines: readonly string[],
  { end, room }: { readonly end: string; readonly room: number },
): string {
  const reserve = 40;
  let text = opening;
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length + 1 + end.length + reserve > room) {
      return `${text}… and ${lines.length - index} more\n${end}`;
    }
    text += `${line}\n`;
  }
  return text.trimEnd() + (end === '' ? '' : `\n${end}`);
}

function section(text: string): readonly KnownBlock[] {
  return text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text } }];
}

/** Of the lists, what the other blocks leave room for. What has none is said to be missing. */
function asFarAsRoom(lists: readonly KnownBlock[], others: readonly KnownBlock[]): readonly KnownBlock[] {
  let room = WHOLE - JSON.stringify(others).length;
  const fits = (block: KnownBlock): boolean => {
    room -= JSON.stringify(block).length;
    return room >= 0;
  };
  const until = lists.slice(0, MOST_BLOCKS - others.length - 2).findIndex((block) => !fits(block));
  const kept = lists.slice(0, until < 0 ? MOST_BLOCKS - others.length - 2 : until);
  const left = lists.length - kept.length;
  return left === 0 ? kept : [...kept, ...section(`_Lists that have no room here: ${left}_`)];
}

function closing({ id, concern, changedAt }: Incident): KnownBlock {
  const runbook = concern.runbook === null ? [] : [runbookText(concern.runbook)];
  const parts = [...runbook, `${fitMarkup(concern.kind, { room: 100 })} \`${id}\``, `as of ${slackTime(changedAt)}`];
  return { type: 'context', elements: [{ type: 'mrkdwn', text: parts.join('  ·  ') }] };
}

/** A link where it is an address; `|` and `>` would end it. */
function runbookText(runbook: string): string {
  const address = fitMarkup(runbook.replaceAll('|', '%7C').replaceAll('>', '%3E'), { room: 1500 });
  return /^https?:\/\/\S+$/.test(runbook) && !address.endsWith('…') ? `<${address}|Runbook>` : `Runbook: ${address}`;
}
