import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FINDING_KINDS } from '@postgres-ha/backup-catalog';
import { ALL_EXPLANATIONS } from '@postgres-ha/proof-report';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewArchive, type ArchiveView } from './archive-view.ts';
import { BREAK_WAYS } from './break-ways.ts';

const scoreboard = readFileSync(fileURLToPath(new URL('../../../../docs/scoreboard.md', import.meta.url)), 'utf8');
const rows = new Map(
  scoreboard
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, fault = '', , found = '', ...barman]) => [fault, { found, barman: barman.join(' ') }]),
);

const backup = {
  id: '20261125T182819',
  tar: 'orders/base/20261125T182819/data.tar.gz',
  endSegment: '000000010000000000000004',
};

function archiveOf(segments: number): ArchiveView {
  const keys = Array.from({ length: segments + 4 }, (_, index) => {
    const name = `0000000100000000${(index + 1).toString(16).toUpperCase().padStart(8, '0')}`;
    return { key: `orders/wals/0000000100000000/${name}.gz` };
  });
  return viewArchive([{ key: backup.tar }, ...keys.toReversed()], { backup, quietFile: 'base/5/16424' });
}

test('only segments behind the end of the newest backup count, oldest first', () => {
  expect(archiveOf(2).segments.map(({ name }) => name)).toEqual([
    '000000010000000000000005',
    '000000010000000000000006',
  ]);
});

test.each(BREAK_WAYS)('$kind never takes the first or the last segment, whatever chance says', ({ choose }) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 40 }),
      fc.double({ min: 0, max: 1 - 2 ** -53, noNaN: true }),
      (count, chance) => {
        const view = archiveOf(count);
        const plan = choose(view, () => chance);
        const all = [backup.tar, ...view.segments.slice(1, -1).map(({ key }) => key)];
        expect(all).toContain(plan?.object);
      },
    ),
  );
});

test('with fewer than three segments there is none in the middle', () => {
  const ofWal = BREAK_WAYS.filter(({ choose }) => choose(archiveOf(3), () => 0)?.object !== backup.tar);
  expect(ofWal.map(({ kind }) => kind)).toEqual(['missing-wal', 'wrong-wal', 'truncated-wal']);
  for (const { choose } of ofWal) expect(choose(archiveOf(2), () => 0)).toBeUndefined();
});

test.each(BREAK_WAYS)(
  'what is said of Barman and $kind is what the scoreboard measured',
  ({ scoreboard: { fault, barman }, expected }) => {
    const row = rows.get(fault);
    expect(row?.found).toMatch(new RegExp(`^damaged: (?:${expected.join('|')}) at`));
    const measured = row?.barman ?? '';
    if (barman.includes('refuse')) expect(measured).toMatch(/^refuses, exit \d +refuses, exit \d/);
    else if (barman.includes('reads the table'))
      expect(measured).toMatch(/^\*\*promotes\*\*.*cannot be read.*\*\*promotes\*\*.*cannot be read/);
    else expect(measured).toMatch(/^\*\*promotes\*\*.* rows are lost.*\*\*promotes\*\*.* rows are lost/);
  },
);

test.each(BREAK_WAYS)('every finding that is expected of $kind can be explained', ({ expected }) => {
  const known = new Set([...ALL_EXPLANATIONS.map(({ id }) => id), ...Object.keys(FINDING_KINDS)]);
  for (const id of expected) expect(known, id).toContain(id);
});

test('each way has a button of its own', () => {
  expect(new Set(BREAK_WAYS.map(({ kind }) => kind)).size).toBe(BREAK_WAYS.length);
  expect(new Set(BREAK_WAYS.map(({ label }) => label)).size).toBe(BREAK_WAYS.length);
});
