import { describe, expect, test } from 'vitest';
import type { Judgement, Override, RuleResult } from './change-plan.ts';
import { applyOverrides, overrideProblem } from './overrides.ts';

const rule = (id: string, outcome: RuleResult['outcome']): RuleResult => ({ id, outcome, summary: id, remedy: '' });
const RULES = [
  rule('asks', 'needs-override'),
  rule('denies', 'denied'),
  rule('warns', 'warned'),
  rule('does-not-know', 'unknown'),
  rule('passes', 'passed'),
];
const at = new Date('2026-08-20T10:00:00Z');
const override = (changed: Partial<Override> = {}): Override => ({
  rule: 'asks',
  by: 'bob',
  reason: 'seen and wanted',
  at,
  url: undefined,
  ...changed,
});

describe('an override', () => {
  test('of a second person with a reason counts', () => {
    expect(overrideProblem(RULES, override(), 'ada')).toBeUndefined();
    expect(overrideProblem(RULES, override(), undefined)).toBeUndefined();
  });

  test.each([
    { name: 'of whoever asked for the change', given: override({ by: 'ada' }) },
    { name: 'of whoever asked for it, in other letters', given: override({ by: 'ADA' }) },
    { name: 'without a reason', given: override({ reason: '  ' }) },
    { name: 'of what is denied', given: override({ rule: 'denies' }) },
    { name: 'of what passed', given: override({ rule: 'passes' }) },
    { name: 'of what is only a warning', given: override({ rule: 'warns' }) },
    { name: 'of what is only not known', given: override({ rule: 'does-not-know' }) },
    { name: 'of a rule that is none', given: override({ rule: 'nothing' }) },
  ])('$name does not', ({ given }) => {
    expect(overrideProblem(RULES, given, 'ada')).toMatch(/\.$/);
    const before: Pick<Judgement, 'rules' | 'verdict'> = { rules: RULES, verdict: 'denied' };
    expect(applyOverrides(before, [given], 'ada')).toEqual(before);
  });
});

describe('a judgement', () => {
  const asks: Pick<Judgement, 'rules' | 'verdict'> = {
    rules: [rule('asks', 'needs-override'), rule('asks-too', 'needs-override'), rule('warns', 'warned')],
    verdict: 'needs-override',
  };

  test('is clean once every rule that asks is overridden, and says by whom', () => {
    const one = applyOverrides(asks, [override()], 'ada');
    expect(one.verdict).toBe('needs-override');
    const both = applyOverrides(one, [override({ rule: 'asks-too', by: 'eve' })], 'ada');
    expect(both.verdict).toBe('clean');
    expect(both.rules).toEqual([
      { ...rule('asks', 'overridden'), override: override() },
      { ...rule('asks-too', 'overridden'), override: override({ rule: 'asks-too', by: 'eve' }) },
      rule('warns', 'warned'),
    ]);
  });

  test('stays denied whatever else is overridden', () => {
    expect(applyOverrides({ rules: RULES, verdict: 'denied' }, [override()], 'ada').verdict).toBe('denied');
  });

  test('takes the first of several overrides, and the same ones again change nothing', () => {
    const overrides = [override({ by: 'ada' }), override({ reason: 'first' }), override({ reason: 'second' })];
    const once = applyOverrides(asks, overrides, 'ada');
    expect(once.rules[0]?.override?.reason).toBe('first');
    expect(applyOverrides(once, overrides, 'ada')).toEqual(once);
  });
});
