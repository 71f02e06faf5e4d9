import type { Prediction } from '@postgres-ha/change-impact';
import { asPrediction, type Measured } from './verdict.ts';

const HEADINGS = [
  'Change',
  'Edit',
  'Predicted',
  'Happened',
  'Longest time without a commit',
  'Through the pooler',
  'All done after',
];

/** The measurements as a table of Markdown, in their order. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = measured.map((one) => [
    one.name,
    one.shown,
    inWords(one.predicted),
    inWords(asPrediction(one)),
    seconds(one.direct.longestGapMs),
    seconds(one.pooler.longestGapMs),
    `${one.happened.seconds} s`,
  ]);
  return [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A prediction, or a measurement in its form, as one line. Two that are alike read alike. */
export function inWords(prediction: Prediction): string {
  const { instancesAdded, instancesRemoved, poolers } = prediction;
  const changed = poolers.filter(({ pods }) => pods !== 'untouched');
  const facts = [
    ...instancesInWords(prediction),
    ...(instancesAdded > 0 ? [`${instancesAdded} instance added`] : []),
    ...(instancesRemoved > 0 ? [`${instancesRemoved} instance removed`] : []),
    ...changed.map(({ name, pods }) => `pooler ${name.split('-').at(-1) ?? name} ${pods}`),
  ];
  const pause = prediction.writePause === 'none' ? 'writes go on' : `writes pause for ${prediction.writePause}`;
  return [...(facts.length === 0 ? ['nothing restarts'] : facts), pause].join('; ');
}

function instancesInWords({ primary, standbys, podsReplaced, primaryFirst }: Prediction): readonly string[] {
  if (primary === 'untouched' && standbys === 'untouched') return [];
  if (primary === 'reloaded' && standbys === 'reloaded') return ['all instances reload'];
  const pods = { none: 'in place', standbys: 'new pods', all: 'new pods' };
  const standbysDo = standbys === 'restarted' ? `standbys restart, ${pods[podsReplaced]}` : `standbys ${standbys}`;
  const primaryDoes = {
    untouched: 'primary untouched',
    reloaded: 'primary reloads',
    'restarted-in-place': 'primary restarts in place',
    'pod-replaced': 'primary restarts, new pod',
    'switched-over':
      podsReplaced === 'all' ? 'switchover, old primary in a new pod' : 'switchover, old primary in its pod',
    'waits-for-user': 'primary waits for a person',
    stopped: 'primary stops',
  }[primary];
  return primaryFirst ? [`${primaryDoes}, first`, standbysDo] : [standbysDo, primaryDoes];
}
