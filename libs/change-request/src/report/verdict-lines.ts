import {
  expectation,
  titleOf,
  changedValueTexts,
  WRITE_PAUSE_WORDS,
  type ClusterChange,
} from '@postgres-ha/cluster-change';
import type { Prediction } from '@postgres-ha/change-impact';
import type { Drift } from '@postgres-ha/rendering';
import type { Judgement, RuleResult } from '../plan/change-plan.ts';
import { factsLine } from './facts-words.ts';
import { counted, short, some, targetText } from './words.ts';

/** What stands first, whatever else fits: at most nine lines, each one item of a list. */
export function verdictLines(judgement: Judgement, drift: readonly Drift[] = []): readonly string[] {
  const { changes, facts, rules } = judgement;
  const predictions = changes.filter(({ status }) => status === 'changed').map(({ impact }) => impact.prediction);
  return [
    `- **Verdict**: ${verdictText(judgement)}`,
    ...driftLine(drift),
    `- **Changes**: ${changesText(judgement)}`,
    `- **Restarts**: ${tallied(predictions.map(restartText), 'nothing restarts')}${waitingText(changes)}`,
    `- **Primary**: ${tallied(predictions.map(primaryText), 'stays as it is')}`,
    `- **Writes**: ${tallied(predictions.map(writesText), 'nothing that runs is touched')}`,
    `- **Rules**: ${rulesText(rules)}`,
    ...overrideLine(rules),
    `- **Facts**: ${changes.length === 0 && facts.size === 0 ? 'not needed' : factsLine(facts)}`,
  ];
}

/** What is said besides is said of what a new rendering comes to. */
function driftLine({ length }: readonly Drift[]): readonly string[] {
  if (length === 0) return [];
  const files = length === 1 ? '1 does' : `${length} do`;
  return [`- **Rendered files**: ${files} not follow from what people wrote; what is said here holds once they do`];
}

/** One sentence in Markdown. */
export function verdictText({ verdict, rules }: Pick<Judgement, 'verdict' | 'rules'>): string {
  const asking = withOutcome(rules, 'needs-override').length;
  const unknown = withOutcome(rules, 'unknown').length;
  const denying = withOutcome(rules, 'denied').length;
  switch (verdict) {
    case 'clean':
      return `**clean**, no rule is in the way${unknown === 0 ? '' : `; ${counted(unknown, 'rule')} could not be judged`}`;
    case 'needs-override':
      return `**needs an override**, ${counted(asking, 'rule')} ${asking === 1 ? 'asks' : 'ask'} for one before this is merged`;
    case 'denied':
      return `**denied**, this must not be merged: ${counted(denying, 'rule')} ${denying === 1 ? 'forbids' : 'forbid'} it, and that cannot be overridden`;
  }
}

function changesText({ changes, calendar }: Pick<Judgement, 'changes' | 'calendar'>): string {
  if (changes.length === 0) return calendar.length === 0 ? 'nothing that is applied' : calendarOnly(calendar);
  const [first, ...others] = changes;
  if (first === undefined) return '';
  const also = others.length === 0 ? '' : `; and ${counted(others.length, 'more cluster')}: see the table`;
  return `${short(titleOf(first))}: ${changeWords(first)}${also}`;
}

function calendarOnly(calendar: Judgement['calendar']): string {
  const where = [...new Set(calendar.map((change) => short(targetText(change))))];
  return `the calendar, for ${some(where, { most: 4 })}; nothing that is applied`;
}

function changeWords({ status, keys }: ClusterChange): string {
  if (status === 'added') return 'new';
  if (status === 'removed') return 'gone from Git';
  if (keys.length === 0) return 'no field, but the step is refused';
  const words = keys.map(({ key, worst }) => {
    const name = key === '' ? worst.object.kind : key;
    const [old, now] = changedValueTexts(worst.before, worst.after).map((text) => short(text));
    return `${short(name)}: ${old} → ${now}`;
  });
  return some(words, { most: 4 });
}

function restartText(prediction: Prediction): string {
  const { primary, standbys, podsReplaced, poolers } = prediction;
  const stays =
    podsReplaced === 'none' &&
    (primary === 'untouched' || primary === 'reloaded') &&
    (standbys === 'untouched' || standbys === 'reloaded') &&
    poolers.every(({ pods }) => pods !== 'rolled');
  const seen = expectation({ ...prediction, poolers: [] });
  const pooled = poolers
    .filter(({ pods }) => pods !== 'untouched')
    .map(({ name, pods }) => `pooler ${short(name)}: pods ${pods}`);
  const words = [...(stays ? ['nothing restarts'] : []), ...seen];
  return [
    ...words,
    ...pooled.slice(0, 4),
    ...(pooled.length > 4 ? [`and ${pooled.length - 4} more poolers`] : []),
  ].join('; ');
}

/** Nobody but who looks at the cluster knows whether one waits. */
function waitingText(changes: readonly ClusterChange[]): string {
  const goesOn = changes.some(({ impact }) => impact.hazards.some(({ id }) => id === 'waiting-update-goes-on'));
  return goesOn ? '; where an update of the primary waits for a person, it goes on at once' : '';
}

const PRIMARY: Readonly<Record<Prediction['primary'], string>> = {
  untouched: 'stays as it is',
  reloaded: 'stays, and reads its configuration again',
  'restarted-in-place': 'restarts in its pod, nobody takes over',
  'pod-replaced': 'its pod is replaced, nobody takes over',
  'switched-over': 'a standby becomes primary',
  'waits-for-user': 'waits until someone starts the switchover',
  stopped: 'stops',
};

function primaryText({ primary, primaryFirst }: Prediction): string {
  return `${PRIMARY[primary]}${primaryFirst ? ', before the standbys do' : ''}`;
}

function writesText({ writePause }: Prediction): string {
  return WRITE_PAUSE_WORDS[writePause].replace(/^writes /, '');
}

/** What is said of most clusters first; of how many, where there are several. */
function tallied(words: readonly string[], nothing: string): string {
  const counts = [...Map.groupBy(words, (word) => word)].map(([word, same]) => ({ word, count: same.length }));
  if (counts.length === 0) return nothing;
  if (words.length === 1) return counts[0]?.word ?? nothing;
  const shown = counts
    .toSorted((one, other) => other.count - one.count)
    .slice(0, 3)
    .map(({ word, count }) => `${word} (${count} of ${words.length})`);
  const hidden = counts.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`and ${counted(hidden, 'other case')}: see the table`] : [])].join(' / ');
}

const OUTCOMES: readonly (readonly [RuleResult['outcome'], string])[] = [
  ['denied', 'forbidden by'],
  ['needs-override', 'override asked for by'],
  ['unknown', 'not known'],
  ['warned', 'warned'],
  ['overridden', 'overridden'],
  ['passed', 'passed'],
];

function rulesText(rules: readonly RuleResult[]): string {
  const parts = OUTCOMES.flatMap(([outcome, words]) => {
    const ids = withOutcome(rules, outcome).map(({ id }) => short(id, 60));
    return ids.length === 0 ? [] : [`${ids.length} ${words} ${some(ids, { most: 6 })}`];
  });
  return parts.length === 0 ? 'none was asked' : parts.join('; ');
}

function overrideLine(rules: readonly RuleResult[]): readonly string[] {
  const asking = withOutcome(rules, 'needs-override');
  if (asking.length === 0) return [];
  const lines = asking.map(({ id }) => short(`/override ${id} reason="…"`));
  return [`- **Override**: somebody who may, and did not ask for this, comments ${some(lines, { most: 4 })}`];
}

function withOutcome(rules: readonly RuleResult[], outcome: RuleResult['outcome']): readonly RuleResult[] {
  return rules.filter((rule) => rule.outcome === outcome);
}
