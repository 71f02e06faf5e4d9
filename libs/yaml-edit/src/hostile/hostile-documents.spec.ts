import { describe, expect, test } from 'vitest';
import { editYaml } from '../edit-yaml.ts';
import { HOSTILE_DOCUMENTS } from './hostile-documents.ts';
import { applySplices } from '../splices.ts';

describe('hostile documents', () => {
  test.each(HOSTILE_DOCUMENTS)('$name', ({ text, edits, outcome }) => {
    const result = editYaml(text, edits);
    if ('refused' in outcome) {
      expect(result).toMatchObject({ kind: 'refused', problems: [{ id: outcome.refused, line: outcome.line }] });
      return;
    }
    expect(result).toMatchObject({ kind: 'edited', text: outcome.text });
    if (result.kind === 'edited') expect(applySplices(text, result.changes)).toBe(outcome.text);
  });

  test('there are more than 30, and no two have one name', () => {
    expect(HOSTILE_DOCUMENTS.length).toBeGreaterThan(30);
    expect(new Set(HOSTILE_DOCUMENTS.map(({ name }) => name)).size).toBe(HOSTILE_DOCUMENTS.length);
  });
});
