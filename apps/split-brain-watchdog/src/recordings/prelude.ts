import type { WatchEvent } from '@postgres-ha/split-brain';

/**
 * What a recording that begins in the middle has to begin with, so that whoever replays it knows what was known: of each member the newest that was
 * seen, also as a primary, and the newest answers to questions. All of it was seen, in that order; that something between is missing proves nothing.
 */
export interface Prelude {
  readonly learn: (event: WatchEvent) => void;
  readonly events: () => readonly WatchEvent[];
}

/** Forks are few; a cluster that never stops forking is not remembered for ever. */
const MAX_ANSWERS = 200;

export function prelude(): Prelude {
  const kept = new Map<string, { readonly number: number; readonly event: WatchEvent }>();
  const answers: string[] = [];
  let number = 0;
  return {
    learn: (event) => {
      number += 1;
      for (const key of keysOf(event)) {
        if (event.kind !== 'probe' && !kept.has(key)) answers.push(key);
        kept.set(key, { number, event });
      }
      while (answers.length > MAX_ANSWERS) kept.delete(answers.shift() ?? '');
    },
    events: () => {
      const byNumber = new Map([...kept.values()].map((each) => [each.number, each.event]));
      return [...byNumber].sort(([a], [b]) => a - b).map(([, event]) => event);
    },
  };
}

function keysOf(event: WatchEvent): readonly string[] {
  switch (event.kind) {
    case 'probe': {
      const { member, answer } = event;
      const keys = [`probe/${member}`];
      if (answer !== null) keys.push(`answered/${member}`, `${answer.inRecovery ? 'standby' : 'primary'}/${member}`);
      if (answer !== null && answer.details !== null) keys.push(`detailed/${member}`);
      return keys;
    }
    case 'history':
      return [`history/${event.member}/${event.timeline}`];
    case 'fork-mark':
      return [`fork-mark/${event.member}/${event.timeline}/${event.switchPoint}`];
    case 'commits':
      return [`commits/${event.member}/${event.timeline}/${event.from}`];
    case 'surroundings':
    case 'archive':
      return [event.kind];
    case 'no-evidence':
    case 'tick':
      return [];
  }
}
