import { expect, test } from 'vitest';
import dnsLabels from './answers/dns-label.json' with { type: 'json' };
import goDurations from './answers/go-duration.json' with { type: 'json' };
import goInts from './answers/go-int.json' with { type: 'json' };
import imageVersions from './answers/image-version.json' with { type: 'json' };
import labelKeys from './answers/label-key.json' with { type: 'json' };
import labelValues from './answers/label-value.json' with { type: 'json' };
import lsns from './answers/lsn.json' with { type: 'json' };
import quantities from './answers/quantity.json' with { type: 'json' };
import targetTimes from './answers/target-time.json' with { type: 'json' };
import uint32s from './answers/uint32.json' with { type: 'json' };
import { byteLength } from './byte-length.ts';
import { isDns1035Label } from './dns-label.ts';
import { goDurationSeconds } from './go-duration.ts';
import { parseGoInt, parseGoUint } from './go-integer.ts';
import { imageVersion } from './image-version.ts';
import { isLabelKey, isLabelValue } from './label.ts';
import { isLsn } from './lsn.ts';
import { isSafePathPart } from './path-part.ts';
import { parseQuantity } from './quantity.ts';
import { isTargetTime } from './target-time.ts';

/**
 * Texts, most of them damaged at random, and what the operator's own libraries made of them. Each file says which function answered;
 * false or null is a refusal.
 */
interface Answers {
  readonly answeredBy: string;
  readonly answers: readonly (readonly (string | boolean | null)[])[];
}

interface Grammar {
  readonly name: string;
  readonly theirs: Answers;
  readonly ours: (text: string) => string | boolean | null;
}

const GRAMMARS: readonly Grammar[] = [
  { name: 'a quantity', theirs: quantities, ours: (text) => orNull(parseQuantity(text)) },
  { name: 'a duration', theirs: inSeconds(goDurations), ours: (text) => orNull(goDurationSeconds(text)) },
  { name: 'the key of a label', theirs: labelKeys, ours: isLabelKey },
  { name: 'the value of a label', theirs: labelValues, ours: isLabelValue },
  { name: 'a DNS label', theirs: dnsLabels, ours: isDns1035Label },
  { name: 'a signed number', theirs: goInts, ours: (text) => orNull(parseGoInt(text)) },
  { name: 'a number of 32 bits', theirs: uint32s, ours: (text) => orNull(parseGoUint(text, { base: 10, bits: 32 })) },
  { name: 'a position in the WAL', theirs: lsns, ours: isLsn },
  { name: 'a time to recover to', theirs: targetTimes, ours: isTargetTime },
  { name: 'the version of an image', theirs: inNumbers(imageVersions), ours: versionText },
];

test.each(GRAMMARS)('$name is read as the operator reads it', ({ theirs, ours }) => {
  const read = theirs.answers.map(([text]) => [text, ours(String(text))]);
  expect(read).toEqual(theirs.answers);
});

test.each(GRAMMARS)('$name: the texts hold both some that are taken and some that are refused', ({ theirs }) => {
  const refused = theirs.answers.filter(([, answer]) => answer === null || answer === false).length;
  expect(refused).toBeGreaterThan(20);
  expect(theirs.answers.length - refused).toBeGreaterThan(20);
});

test.each(['1e99999999999', '1e-99999999999', `1e${'9'.repeat(1000)}`])(
  'an exponent as in %s does not take all time',
  (text) => {
    expect(parseQuantity(text)).toBeGreaterThan(0n);
  },
);

test.each(['', 'a', '...', '.a', 'a.b', 'ä'])('"%s" stays in its directory', (text) => {
  expect(isSafePathPart(text)).toBe(true);
});

test.each(['.', '..', '/', 'a/b', '../a', 'a\\b'])('"%s" leads out of its directory', (text) => {
  expect(isSafePathPart(text)).toBe(false);
});

test.each([
  ['', 0],
  ['abc', 3],
  ['ä', 2],
  ['€', 3],
  ['😀', 4],
  ['\ud800', 3],
])('"%s" takes %i bytes', (text, bytes) => {
  expect(byteLength(text)).toBe(bytes);
});

function orNull(value: bigint | number | undefined): string | null {
  return value === undefined ? null : String(value);
}

function inSeconds({ answeredBy, answers }: Answers): Answers {
  const seconds = (nanoseconds: string | boolean | null | undefined) =>
    typeof nanoseconds === 'string' ? String(Number(nanoseconds) / 1e9) : null;
  return { answeredBy, answers: answers.map(([text = '', nanoseconds]) => [text, seconds(nanoseconds)]) };
}

/** JavaScript's numbers have 53 bits. */
function inNumbers({ answeredBy, answers }: Answers): Answers {
  const rounded = (version: string) => version.split('.').map(Number).join('.');
  return {
    answeredBy,
    answers: answers.map(([text = '', version = null]) => [
      text,
      typeof version === 'string' && /^\d/.test(version) ? rounded(version) : version,
    ]),
  };
}

function versionText(imageName: string): string | null {
  const version = imageVersion(imageName);
  if (version.kind === 'not-a-version') return null;
  return version.kind === 'version' ? `${version.major}.${version.minor}` : version.kind;
}
