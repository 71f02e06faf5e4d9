import { EXIT_CODES, type ExitCode } from '@postgres-ha/command-line';
import type { Judgement, StateName } from '@postgres-ha/split-brain';

/** Nobody knows how it is, however long that has been so. */
export const UNKNOWN: ReadonlySet<StateName> = new Set<StateName>(['blind', 'observer-partitioned', 'starting']);

/** Somebody wants it so. Whatever else is only of note has not lasted long enough to be sure of it. */
const NOTED: ReadonlySet<StateName> = new Set<StateName>(['healthy', 'clone', 'fenced', 'hibernated', 'paused']);

/**
 * 1 where anything is found that needs a person, 0 where it is healthy or as somebody wants it, 3 where neither is known. Without a judgement nothing
 * is known.
 */
export function exitOf(judgement: Judgement | undefined): ExitCode {
  if (judgement === undefined) return EXIT_CODES.couldNotLook;
  const { state, conditions } = judgement;
  const found = conditions.some((each) => each.severity !== 'info' && !UNKNOWN.has(each.state));
  if (found) return EXIT_CODES.finding;
  const isWell = NOTED.has(state) && conditions.every((each) => NOTED.has(each.state));
  return isWell ? EXIT_CODES.ok : EXIT_CODES.couldNotLook;
}

/** What was found counts more than what is unknown, and that more than what is well. */
export function worstExit(exits: readonly ExitCode[]): ExitCode {
  if (exits.includes(EXIT_CODES.finding)) return EXIT_CODES.finding;
  return exits.includes(EXIT_CODES.couldNotLook) || exits.length === 0 ? EXIT_CODES.couldNotLook : EXIT_CODES.ok;
}
