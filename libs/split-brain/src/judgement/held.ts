import { STATE_NAMES, type StateName } from './state-name.ts';

/** Under which is remembered how long a state has been found: by state, so that time spent in a milder one does not count. */
export function trackOf(state: StateName, key: string): string {
  return `${state} ${key}`;
}

/** Whether it is such a one, and not the key alone: since when people are told of it. */
export function isTrack(text: string): boolean {
  return STATE_NAMES.some((state) => text.startsWith(`${state} `));
}
