import { expect, test } from 'vitest';
import { ALL_CHECKS } from '../checks/all-checks.ts';
import type { Found } from '../checks/check.ts';
import { EXPLANATIONS, rank } from './rank.ts';

const found = (id: string, subject = 'x'): Found => ({
  id,
  subject,
  headline: id,
  evidence: ['seen'],
  nextSteps: ['do'],
});
const order = (...ids: readonly string[]): readonly string[] => rank(ids.map((id) => found(id))).map(({ id }) => id);

test('each id belongs to one check, and explains only ids that there are', () => {
  const ids = ALL_CHECKS.flatMap(({ findings }) => Object.keys(findings));
  expect(new Set(ids).size).toBe(ids.length);
  for (const [id, { explains = [] }] of EXPLANATIONS) {
    expect(
      explains.filter((each) => !EXPLANATIONS.has(each)),
      id,
    ).toEqual([]);
    expect(explains, id).not.toContain(id);
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  }
});

test('nothing explains itself, over however many steps', () => {
  for (const id of EXPLANATIONS.keys()) {
    const reached = new Set<string>();
    const walk = (each: string): void => {
      for (const next of EXPLANATIONS.get(each)?.explains ?? []) {
        if (reached.has(next)) continue;
        reached.add(next);
        walk(next);
      }
    };
    walk(id);
    expect(reached.has(id), id).toBe(false);
  }
});

test('a missing bucket is named before all that follows from it, whatever order they are found in', () => {
  const chain = ['bucket-missing', 'archiving-failing', 'wal-backlog', 'disk-full', 'cluster-not-ready'];
  expect(order(...chain)[0]).toBe('bucket-missing');
  expect(order(...chain.toReversed())).toEqual(order(...chain));
});

test('the cause is a root, what is between contributes, and the end is a symptom', () => {
  const ranked = rank([
    found('disk-full'),
    found('bucket-missing'),
    found('archiving-failing'),
    found('cluster-not-ready'),
  ]);
  expect(ranked.map(({ id, depth }) => [id, depth])).toEqual([
    ['bucket-missing', 'root'],
    ['archiving-failing', 'contributing'],
    ['disk-full', 'contributing'],
    ['cluster-not-ready', 'symptom'],
  ]);
});

test('of two causes, the critical one comes first; of two critical ones, the one that explains more', () => {
  expect(order('schedule-missing', 'checksum-failures')).toEqual(['checksum-failures', 'schedule-missing']);
  expect(order('checksum-failures', 'bucket-missing', 'archiving-failing').slice(0, 2)).toEqual([
    'bucket-missing',
    'checksum-failures',
  ]);
});

test('what is critical and unexplained is before what is only a warning', () => {
  expect(order('schedule-missing', 'instance-not-ready')).toEqual(['instance-not-ready', 'schedule-missing']);
});

test('the same finding of the same thing is told once, of different things each', () => {
  expect(
    rank([found('disk-full', 'a'), found('disk-full', 'a'), found('disk-full', 'b')]).map(({ subject }) => subject),
  ).toEqual(['a', 'b']);
});

test('what only follows is a symptom, also where its cause is not known', () => {
  expect(rank([found('instance-not-ready')])[0]?.depth).toBe('symptom');
});
