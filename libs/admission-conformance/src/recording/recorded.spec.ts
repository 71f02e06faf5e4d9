import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { RULES } from '@postgres-ha/admission';
import { expect, test } from 'vitest';
import { describeCase } from '../cases/judged-case.ts';
import { admissionOf, describeDifference, differenceOf } from '../difference.ts';
import { KNOWN_DISAGREEMENTS, knownDisagreement } from '../known-disagreements.ts';
import { RECORDED } from './recorded.ts';
import { decodeRecording, encodeRecording, judgedCases } from './recording.ts';

const bytes = readFileSync(RECORDED);
const recording = decodeRecording(bytes);
const cases = judgedCases(recording);
const admissions = cases.map(admissionOf);
const differing = cases.flatMap((judged, index) => {
  const difference = differenceOf(judged, admissions[index] ?? { denials: [], warnings: [] });
  return difference === undefined ? [] : [{ judged, difference }];
});

test('the recording holds enough verdicts in few enough bytes', () => {
  const { creations, updates } = recording;
  expect(creations.filter(({ kind }) => kind === 'Cluster').length).toBeGreaterThanOrEqual(10_000);
  expect(creations.filter(({ kind }) => kind !== 'Cluster').length).toBeGreaterThanOrEqual(2_000);
  expect(updates.length).toBeGreaterThanOrEqual(2_000);
  expect(bytes.length).toBeLessThan(5 * 1024 * 1024);
});

test('every object is accepted and refused offline as by the API server, for the same faults at the same step, unless it is listed', () => {
  const unlisted = differing.filter(({ judged, difference }) => knownDisagreement(difference, judged) === undefined);
  expect(
    unlisted.slice(0, 10).map(({ judged, difference }) => `${describeCase(judged)}\n${describeDifference(difference)}`),
  ).toEqual([]);
});

test.each(KNOWN_DISAGREEMENTS)('$id is a disagreement that still happens', ({ id }) => {
  const ids = differing.map(({ judged, difference }) => knownDisagreement(difference, judged)?.id);
  expect(ids).toContain(id);
});

test('about half of all objects are accepted, so that neither side can win by always saying the same', () => {
  const accepted = cases.filter(({ verdict }) => verdict.kind === 'accepted').length / cases.length;
  expect(accepted).toBeGreaterThan(0.35);
  expect(accepted).toBeLessThan(0.65);
});

test('every rule is met by two objects or more', () => {
  const met = new Map<string, number>();
  for (const { denials, warnings } of admissions) {
    const rules = new Set([...denials, ...warnings].map(({ rule }) => rule));
    for (const rule of rules) met.set(rule, (met.get(rule) ?? 0) + 1);
  }
  expect(RULES.filter(({ id }) => (met.get(id) ?? 0) < 2).map(({ id }) => id)).toEqual([]);
});

test('without any one rule the replay would differ, but where another rule always says the same at the same place', () => {
  const needed = new Set<string>();
  for (const [index, { denials, warnings }] of admissions.entries()) {
    const judged = cases[index];
    if (judged === undefined) continue;
    for (const { rule } of [...denials, ...warnings]) {
      if (needed.has(rule)) continue;
      const without = (findings: typeof denials) => findings.filter((finding) => finding.rule !== rule);
      const difference = differenceOf(judged, { denials: without(denials), warnings: without(warnings) });
      if (difference !== undefined && knownDisagreement(difference, judged) === undefined) needed.add(rule);
    }
  }
  // A source that is not there can never be used either: recovery-source-unusable.
  expect(RULES.map(({ id }) => id).filter((id) => !needed.has(id))).toEqual(['recovery-source-unknown']);
});

test('a recording that is read and written again says the same', () => {
  expect(gunzipSync(encodeRecording(recording)).equals(gunzipSync(bytes))).toBe(true);
});
