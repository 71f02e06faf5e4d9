import type { Disruption, Prediction } from '@postgres-ha/change-impact';
import type { ClusterChange, KeyChange } from '../cluster-change.ts';

/** What a class of disruption means, in a few words. */
export const DISRUPTION_WORDS: Readonly<Record<Disruption, string>> = {
  none: 'nothing that serves clients changes',
  reload: 'configuration is read again, no connection ends',
  'data-copy': 'a standby is made anew, the others go on',
  'rolling-restart': 'standbys or poolers restart one after another',
  switchover: 'a standby becomes primary',
  'primary-restart': 'the primary restarts in its place',
  downtime: 'nothing answers until the change is through',
  irreversible: 'cannot be taken back by putting the old files back',
};

/** How long writes pause, in a few words. */
export const WRITE_PAUSE_WORDS: Readonly<Record<Prediction['writePause'], string>> = {
  none: 'writes go on',
  seconds: 'writes pause for seconds',
  minutes: 'writes pause for minutes',
  'until-someone-acts': 'writes stop until someone acts',
};

/** The first sentence about a cluster. */
export function headline({ status, impact }: ClusterChange): string {
  if (status === 'added') return 'new';
  if (status === 'removed') return 'gone from Git';
  const { disruption, prediction } = impact;
  return `${disruption}: ${DISRUPTION_WORDS[disruption]}; ${WRITE_PAUSE_WORDS[prediction.writePause]}`;
}

const PRIMARY: Readonly<Record<Prediction['primary'], string | undefined>> = {
  untouched: undefined,
  reloaded: 'the primary reads its configuration again',
  'restarted-in-place': 'the primary restarts in its pod',
  'pod-replaced': "the primary's pod is replaced",
  'switched-over': 'a standby takes over from the primary',
  'waits-for-user': 'the primary waits until someone starts the switchover',
  stopped: 'the primary stops',
};

const STANDBYS: Readonly<Record<Prediction['standbys'], string | undefined>> = {
  untouched: undefined,
  reloaded: 'standbys read their configuration again',
  restarted: "standbys' pods are replaced one after another",
  stopped: 'standbys stop',
};

/** What is expected to be seen while the change is applied; empty where nothing is. */
export function expectation(prediction: Prediction): readonly string[] {
  const { primary, standbys, primaryFirst, instancesAdded, instancesRemoved, poolers } = prediction;
  const rollout = primaryFirst ? [PRIMARY[primary], STANDBYS[standbys]] : [STANDBYS[standbys], PRIMARY[primary]];
  const words = [
    ...rollout,
    counted(instancesAdded, 'added'),
    counted(instancesRemoved, 'removed, with the volumes'),
    ...poolers.filter(({ pods }) => pods !== 'untouched').map(({ name, pods }) => `${name}: pods ${pods}`),
  ];
  return words.filter((word) => word !== undefined);
}

function counted(count: number, what: string): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${count === 1 ? 'instance is' : 'instances are'} ${what}`;
}

/** A value as people write it, on one line. */
export function valueText(value: unknown): string {
  return cutText(wholeText(value));
}

/** So much of what both have in common is shown before the first difference. */
const COMMON = 15;

/** Old and new, each on one line; where they only differ behind what is shown of a value, from shortly before that. */
export function changedValueTexts(before: unknown, after: unknown): readonly [string, string] {
  const [old, now] = [wholeText(before), wholeText(after)];
  if (old === now || cutText(old) !== cutText(now)) return [cutText(old), cutText(now)];
  let common = 0;
  while (old[common] === now[common]) common += 1;
  const from = (text: string): string =>
    cutText(`…${text.slice(Math.max(0, common - COMMON)).replace(/^[\uDC00-\uDFFF]/, '')}`);
  return [from(old), from(now)];
}

function wholeText(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : JSON.stringify(value);
}

function cutText(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** How many other objects a key's change is seen in. */
export function elsewhere({ fields }: KeyChange): string {
  return fields.length === 1 ? '' : ` (and ${fields.length - 1} more that follow from it)`;
}

export function titleOf({ environment, cluster }: ClusterChange): string {
  return cluster === undefined ? `${environment}, for all clusters` : `${environment}/${cluster}`;
}
