import { link } from '@postgres-ha/markup';
import type { Origin } from '../intent/intent.ts';
import { momentText, short } from './words.ts';

export interface Provenance {
  readonly base: string;
  readonly head?: string;
  /** Of the plan. */
  readonly hash?: string;
  /** Name and version of what rendered. */
  readonly generator?: string;
  /** Versions of CloudNativePG that the environments pin. */
  readonly operators?: readonly string[];
  readonly origin?: Origin;
}

/** What it was made from, by what and for whom: a few lines of Markdown. */
export function provenanceText({ base, head, hash, generator, operators = [], origin }: Provenance): string {
  return [
    '### Where this comes from',
    '',
    ...(origin === undefined ? [] : [`- Asked for ${originText(origin)}`]),
    `- Base commit ${short(base)}${head === undefined ? '' : `, head ${short(head)}`}`,
    ...(hash === undefined ? [] : [`- Plan ${short(hash)}`]),
    ...(generator === undefined ? [] : [`- Rendered by ${short(generator)}`]),
    ...(operators.length === 0
      ? []
      : [`- Judged for CloudNativePG ${operators.map((each) => short(each)).join(', ')}`]),
  ].join('\n');
}

const PLACE: Readonly<Record<Origin['kind'], string>> = {
  comment: 'a comment',
  form: 'a form',
  schedule: 'the schedule',
  'command-line': 'a command line',
};

/** ``by `alice` in [a comment](…)`` */
export function originText({ by, kind, url, at }: Origin): string {
  const who = by === undefined ? '' : `by ${short(by, 60)} `;
  const place = url === undefined ? PLACE[kind] : link(PLACE[kind], url);
  return `${who}in ${place}, ${momentText(at)}`;
}
