import { parseLsn } from '@postgres-ha/postgres-storage';
import { needPart, sampled } from '@postgres-ha/testkit';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { healthyArchives, type ArchiveSpec } from './archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from './archives/make-archives.ts';
import { openArchive, type Archive } from './archives/open-archive.ts';
import { findingsOf } from './find-fault.ts';
import type { BackupFacts } from './life/facts.ts';
import { startVerifier, type Verifier } from './verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`a healthy archive by the real Barman${note}`, () => {
  const resources = new AsyncDisposableStack();
  let made: MadeArchives;
  let verifier: Verifier;
  beforeAll(async () => {
    made = await makeArchives();
    verifier = resources.use(await startVerifier());
  });
  afterAll(() => resources.disposeAsync());

  test.concurrent.for(sampled(healthyArchives()))(
    '$name is proven up to a replay of its newest record, and nothing is held against it',
    async (spec, { expect }) => {
      await using archive = await openArchive(spec, made);
      // the backup that is in the codec of this archive: the other one is gzip in all of them
      const subject =
        spec.shape === 'first-timeline' || (spec.shape === 'whole' && spec.series === '3.19')
          ? archive.first
          : archive.last;
      const report = await verifier.verify(archive, { backups: [subject.id] });
      expect(findingsOf(report)).toEqual([]);
      const proven = report.backups.find(({ id }) => id === subject.id)?.verdict;
      expect(proven).toMatchObject({ kind: 'proven', level: 'L4' });
      expect(report.overall).toBe('proven');
      // up to where the next backup is consistent, or to what was counted last before the newest segment ended
      const reached = proven?.kind === 'proven' ? proven.upTo.lsn : 0n;
      expect(reached).toBeGreaterThanOrEqual(wayEnd(archive, subject));
      expect(report.moments.filter(({ state }) => state === 'lost')).toEqual([]);
    },
  );

  test('leaves nothing behind in the place for throw-away servers', async ({ expect }) => {
    expect(await readdir(verifier.scratch)).toEqual([]);
  });
});

function wayEnd({ spec, first, last, life }: Archive, { id }: BackupFacts): bigint {
  if (id === first.id && spec.shape !== 'first-timeline') return lsnOf(last.endLsn);
  const newest = life.wal.findLast(({ name, records }) => records.length > 0 && name.length === 24 && isOf(spec, name));
  return lsnOf(newest?.records.at(-1)?.lsn ?? '');
}

function isOf({ shape }: ArchiveSpec, segment: string): boolean {
  return shape === 'first-timeline' ? segment.startsWith('00000001') : segment.startsWith('00000002');
}

function lsnOf(text: string): bigint {
  const lsn = parseLsn(text);
  if (lsn === undefined) throw new Error(`found ${JSON.stringify(text)}, expected an LSN`);
  return lsn;
}
