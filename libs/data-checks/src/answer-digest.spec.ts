import { expect, test } from 'vitest';
import { answerDigest } from './answer-digest.ts';

const answer = (...values: readonly (string | null)[]) => ({ rows: values.map((value) => [value]), columns: [] });
const key = new TextEncoder().encode('one key');

test('a digest is the same for the same answer, and for no other answer, question or key', () => {
  const digests = [
    answerDigest(answer('1'), { subject: 'a', key }),
    answerDigest(answer('2'), { subject: 'a', key }),
    answerDigest(answer(null), { subject: 'a', key }),
    answerDigest(answer('null'), { subject: 'a', key }),
    answerDigest(answer(), { subject: 'a', key }),
    answerDigest(answer('1'), { subject: 'b', key }),
    answerDigest(answer('1'), { subject: 'a', key: new TextEncoder().encode('another key') }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
  expect(answerDigest(answer('1'), { subject: 'a', key })).toBe(digests[0]);
});
