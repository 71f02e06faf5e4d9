import { cut, inlineCode, plainTitle } from '@postgres-ha/markup';
import type { Target } from '../intent/intent.ts';

/** `production/postgres-cluster`, `production` */
export function targetText({ environment, cluster }: Target): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

/** As code, on one line, at most so long. */
export function short(text: string, most = 80): string {
  return inlineCode(cut(text, most));
}

export interface Listing {
  readonly most: number;
}

/** The first of them, and how many more there are. */
export function some(items: readonly string[], { most }: Listing): string {
  const hidden = items.length - most;
  return [...items.slice(0, most), ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(', ');
}

/** `1 rule`, `2 rules` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How old something is, in steps so wide that a text which is written again says the same. */
export function ageText(seconds: number): string {
  if (seconds < 900) return 'less than 15 min old';
  if (seconds < 7200) return 'less than 2 h old';
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h old`;
  return `${Math.floor(seconds / 86_400)} d old`;
}

/** `2026-11-26 01:00 UTC` */
export function momentText(moment: Date): string {
  if (Number.isNaN(moment.getTime())) return 'an unknown time';
  return moment
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC');
}

/** A title in which nobody is mentioned and nothing is referred to, at most so long. */
export function titleWithin(text: string, most: number): string {
  let room = most;
  let title = plainTitle(cut(text, room));
  while (title.length > most && room > 0) {
    room -= title.length - most;
    title = plainTitle(cut(text, Math.max(0, room)));
  }
  return title;
}

/** By code units: the same on every machine. */
export function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
