import { describe, expect, test } from 'vitest';
import { ALL_EXPLANATIONS, SECTIONS } from './all-explanations.ts';
import { verdictReference } from './verdict-reference.ts';

describe('explanations', () => {
  test('have an id each, and no id has two', () => {
    const ids = ALL_EXPLANATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(80);
  });

  test.each(ALL_EXPLANATIONS)(
    'of $id say what was seen, what it means, what was done and what to do, in sentences',
    ({ id, ...parts }) => {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const part of Object.values(parts)) expect(part).toMatch(/^\S.*[.?]$/);
    },
  );

  test('have a heading each on the page that is made from them', () => {
    const headings = verdictReference()
      .split('\n')
      .filter((line) => line.startsWith('### '));
    expect(headings).toEqual(
      SECTIONS.flatMap(({ explanations }) => Object.keys(explanations).map((id) => `### ${id}`)),
    );
  });
});
