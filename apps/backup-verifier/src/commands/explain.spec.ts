import { ALL_EXPLANATIONS } from '@postgres-ha/proof-report';
import { describe, expect, test } from 'vitest';
import { explain } from './explain.ts';

describe('explanations', () => {
  test.each(ALL_EXPLANATIONS)('of $id are printed by explain', ({ id, seen }) => {
    const { code, text, json } = explain(id);
    expect(code).toBe(0);
    expect(text.startsWith(`${id}\n`)).toBe(true);
    expect(json).toMatchObject({ id, seen });
  });

  test('are listed when none is named', () => {
    const { code, text } = explain(undefined);
    expect(code).toBe(0);
    for (const { id } of ALL_EXPLANATIONS) expect(text).toMatch(new RegExp(`^${id} `, 'm'));
  });
});
