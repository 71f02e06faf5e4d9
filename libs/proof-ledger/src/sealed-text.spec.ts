import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSealed, sealed } from './sealed-text.ts';

const SEAL = { kind: 'proof', format: 1 } as const;

test('content comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (content) => {
      expect(openSealed(sealed(content, SEAL).text, SEAL)).toMatchObject({ kind: 'content', content });
    }),
  );
});

test('what is cut anywhere is broken', () => {
  const { text } = sealed('{"level":"L4"}', SEAL);
  for (let length = 0; length < text.length - 1; length += 1) {
    expect(openSealed(text.slice(0, length), SEAL).kind, text.slice(0, length)).toBe('broken');
  }
});

test('what is changed anywhere never gives other content', () => {
  const content = '{"level":"L4","found":"é"}';
  const { text } = sealed(content, SEAL);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      const opened = openSealed(changed, SEAL);
      expect(opened.kind === 'content' ? opened.content : content).toBe(content);
    }),
    { numRuns: 2000 },
  );
});

test('whole, but of another kind or format, is foreign', () => {
  expect(openSealed(sealed('x', { kind: 'run', format: 1 }).text, SEAL).kind).toBe('foreign');
  expect(openSealed(sealed('x', { kind: 'proof', format: 2 }).text, SEAL).kind).toBe('foreign');
});
