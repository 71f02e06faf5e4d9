import type { Problem } from '../source/problem.ts';

/**
 * What a rule says of an intent that is well-formed.
 * - error: CloudNativePG would refuse it, or data would be at risk; nothing is rendered.
 * - warning: it works, and someone will be sorry.
 * - note: where the shipped value differs from what is usually asked for, and why.
 */
export interface Finding {
  readonly level: 'error' | 'warning' | 'note';
  readonly problem: Problem;
}
