import { describe, expect, test } from 'vitest';
import { admit } from './admit.ts';
import { RULES } from './catalogue.ts';
import { NOT_PORTED } from './not-ported.ts';
import { laidOver } from './plain-objects.ts';
import type { Example } from './rule.ts';

interface Pair {
  readonly before: Example;
  readonly after: Example;
}

function found(kind: (typeof RULES)[number]['kind'], example: Example | Pair): readonly string[] {
  const of = (state: Example) => laidOver(kind ?? 'Cluster', state);
  const request =
    'after' in example ? { object: of(example.after), before: of(example.before) } : { object: of(example) };
  const { denials, warnings } = admit(request);
  return [...denials, ...warnings].map(({ rule }) => rule);
}

describe.each(RULES)('$id', ({ id, kind, level, vectors, summary, remedy, source }) => {
  test('finds its failing example, and no error besides that it does not lead to', () => {
    expect(found(kind, vectors.fails)).toContain(id);
  });

  test('lets the nearest passing example pass, and so do all other rules', () => {
    const others = found(kind, vectors.passes);
    expect(
      level === 'error' ? others.filter((other) => !isWarning(other)) : others.filter((other) => other === id),
    ).toEqual([]);
  });

  test('says what must hold, what to do and where it is decided', () => {
    expect(summary).toMatch(/^[A-Z\w].*\.$/);
    expect(remedy).toMatch(/\.$/);
    expect(source).not.toBe('');
  });
});

test('every rule has an id of its own, in kebab-case, and none is listed as not judged', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(NOT_PORTED.filter(({ id }) => ids.includes(id))).toEqual([]);
});

test('the rules are as many as were counted in the sources of CloudNativePG 1.30.0', () => {
  // Static 199 less those not ported, old to new 16, warnings 14 (the two generic ones apart), expressions 49, schema 14.
  expect(RULES.length).toBeGreaterThan(230);
});

function isWarning(id: string): boolean {
  return RULES.find((rule) => rule.id === id)?.level === 'warning';
}
