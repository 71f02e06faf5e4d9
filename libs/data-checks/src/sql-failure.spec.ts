import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { databaseError } from './example-database-error.ts';
import { failureOf, isCanceled, sqlFailure } from './sql-failure.ts';

describe('an error of PostgreSQL', () => {
  test.each([
    { code: '42P01', said: { sqlState: '42P01', condition: 'undefined_table' } },
    { code: 'XX002', said: { sqlState: 'XX002', condition: 'index_corrupted' } },
    { code: '22SEC', said: { sqlState: '22…', condition: 'data_exception' } },
    { code: 'SECRT', said: { sqlState: '?????', condition: 'other_error' } },
    { code: '', said: { sqlState: '?????', condition: 'other_error' } },
  ])('with the code "$code" is told as $said.condition', ({ code, said }) => {
    expect(failureOf(code)).toEqual(said);
  });

  test('never repeats its message, its detail, or a code of its own making', () => {
    const code = fc.stringMatching(/^[0-9A-Z]{5}$/);
    fc.assert(
      fc.property(fc.uuid(), code, (secret, made) => {
        const error = databaseError({ code: made.startsWith('57P') ? '22P02' : made, message: secret, detail: secret });
        const { sqlState, condition } = sqlFailure(error);
        expect(`${sqlState} ${condition}`).not.toContain(secret);
        if (sqlState === made) expect(condition).toMatch(/^[a-z_]+$/);
        else expect(sqlState).toMatch(/^(?:[0-9A-Z]{2}…|\?{5})$/);
      }),
    );
  });

  test('that says that the server ends is thrown on, as is what is none of PostgreSQL', () => {
    for (const error of [databaseError({ code: '57P01' }), new Error('Connection terminated'), undefined]) {
      expect(() => sqlFailure(error)).toThrow();
    }
    expect(isCanceled(databaseError({ code: '57014' }))).toBe(true);
    expect(isCanceled(databaseError({ code: '57P01' }))).toBe(false);
  });
});
