import { pathPattern } from '../path-pattern.ts';
import type { ImpactRule } from '../rule.ts';

type WrittenRule = Omit<ImpactRule, 'kinds' | 'paths'> & { readonly paths: readonly (string | readonly string[])[] };

/** Rules of one kind, or of several that behave alike. A path is dotted text, or keys where one of them holds a dot. */
export function rulesOf(kinds: string | readonly string[], rules: readonly WrittenRule[]): readonly ImpactRule[] {
  return rules.map(({ paths, ...rule }) => ({
    ...rule,
    kinds: typeof kinds === 'string' ? [kinds] : kinds,
    paths: paths.map((path) => (typeof path === 'string' ? pathPattern(path) : path)),
  }));
}
