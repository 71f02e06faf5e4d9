import { needPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from '../archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from '../archives/make-archives.ts';
import { openArchive } from '../archives/open-archive.ts';
import { findingsOf } from '../find-fault.ts';
import { startVerifier, type Verifier } from '../verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`data in an archive by the real Barman${note}`, () => {
  const resources = new AsyncDisposableStack();
  let made: MadeArchives;
  let verifier: Verifier;
  beforeAll(async () => {
    made = await makeArchives();
    verifier = resources.use(await startVerifier());
  });
  afterAll(() => resources.disposeAsync());

  test.each([16, 17, 18] as const)('of PostgreSQL %i is proven at L5, every row in every index', async (major) => {
    await using archive = await openArchive(archiveOf(major, '3.20', { data: 'gzip', wal: 'gzip' }), made);
    const report = await verifier.verify(archive, {
      level: 'L5',
      data: { amcheck: { databases: 'all', everyRow: true, timeLimitSeconds: 300 }, assertions: [] },
    });
    expect(findingsOf(report)).toEqual([]);
    expect(report.backups.map(({ verdict }) => verdict)).toMatchObject([
      { kind: 'proven', level: 'L5' },
      { kind: 'proven', level: 'L5' },
    ]);
    // the only database that takes sessions: template1 was dropped in this life
    for (const { data } of report.backups) expect(data?.amcheck?.indexes).toBeGreaterThan(150);
  });
});
