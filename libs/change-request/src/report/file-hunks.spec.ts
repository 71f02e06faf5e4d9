import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileHunks, hunkText } from './file-hunks.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', ' d', '-e', '+f', '@@ -1 +1 @@', '\\ g'), { maxLength: 60 });
const file = fc
  .tuple(lines, fc.constantFrom('\n', ''))
  .map(([parts, end]) => parts.map((part) => `${part}\n`).join('') + (end === '' ? 'z' : ''));

function patchOf(before: string, after: string): string {
  const { hunks } = fileHunks({ path: 'f', before, after });
  return ['--- a/f', '+++ b/f', ...hunks.flatMap(hunkText), ''].join('\n');
}

describe('what changes in a file', () => {
  test('is a patch that makes the one of the other', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        expect(applyPatch(before, patchOf(before, after))).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  test('is one too where it is too much to be compared', () => {
    const text = (seed: string) => Array.from({ length: 700 }, (_, index) => `${seed} ${index}\n`).join('');
    const [before, after] = [`same\n${text('old')}end\n`, `same\n${text('new')}end\n`];
    expect(fileHunks({ path: 'f', before, after })).toMatchObject({ added: 700, removed: 700, hunks: [{}] });
    expect(applyPatch(before, patchOf(before, after))).toBe(after);
  });

  test('of a new file is all of it, of a removed one too', () => {
    expect(fileHunks({ path: 'f', before: undefined, after: 'a\nb\n' }).hunks.map(hunkText)).toEqual([
      ['@@ -0,0 +1,2 @@', '+a', '+b'],
    ]);
    expect(fileHunks({ path: 'f', before: 'a', after: undefined }).hunks.map(hunkText)).toEqual([
      ['@@ -1 +0,0 @@', '-a', '\\ No newline at end of file'],
    ]);
  });

  test('of two texts that are the same is nothing', () => {
    expect(fileHunks({ path: 'f', before: 'a\n', after: 'a\n' })).toEqual({ added: 0, removed: 0, hunks: [] });
  });

  test('hides nothing, and no line is longer than anybody reads', () => {
    const { hunks } = fileHunks({ path: 'f', before: '', after: `a\u202eb\u200b\u001b[31m\r\n${'x'.repeat(1000)}\n` });
    expect(hunks.flatMap(hunkText)).toEqual([
      '@@ -0,0 +1,2 @@',
      '+a⟨U+202E⟩b⟨U+200B⟩␛[31m␍',
      `+${'x'.repeat(399)}… (601 more characters)`,
    ]);
  });
});
