import { describe, expect, test } from 'vitest';
import { DISRUPTIONS } from './disruption.ts';
import { HAZARDS } from './hazards/hazards.ts';
import { impactReference } from './impact-reference.ts';
import { IMPACT_RULES } from './impact-rules.ts';
import { PRESENCE_RULES } from './presence.ts';

const PAGE = impactReference();

describe('the reference page', () => {
  test.each([...IMPACT_RULES, ...PRESENCE_RULES, ...HAZARDS].map(({ id }) => ({ id })))('has $id', ({ id }) => {
    expect(PAGE).toContain(`\`${id}\``);
  });

  test.each(DISRUPTIONS)('says what %s means', (disruption) => {
    expect(PAGE).toContain(`| \`${disruption}\` |`);
  });

  test('ids are unique over rules and hazards, so that one can be explained', () => {
    const ids = [...IMPACT_RULES, ...PRESENCE_RULES, ...HAZARDS].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('every row of a table has as many cells as its head', () => {
    const tables = PAGE.split('\n\n').filter((block) => block.startsWith('|'));
    for (const block of tables) {
      const widths = block
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
    expect(tables.length).toBeGreaterThan(15);
  });

  test('ends with one newline and is the same every time', () => {
    expect(PAGE).toMatch(/[^\n]\n$/);
    expect(impactReference()).toBe(PAGE);
  });

  test('names what needs a restart, with its versions where they differ', () => {
    expect(PAGE).toContain('| `shared_buffers` | all |');
    expect(PAGE).toContain('| `autovacuum_max_workers` | 14, 15, 16, 17 |');
  });
});
