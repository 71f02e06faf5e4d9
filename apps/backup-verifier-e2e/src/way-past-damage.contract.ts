import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { needPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from './archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from './archives/make-archives.ts';
import { openArchive, type Archive } from './archives/open-archive.ts';
import { faultCases } from './faults/fault-case.ts';
import { readFaults } from './faults/fault.ts';
import { startPacker, type Packer } from './faults/packer.ts';
import { plantFault } from './faults/plant.ts';
import { findingThatNames } from './find-fault.ts';
import { startVerifier, type Verifier } from './verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`what is sound beside damage${note}`, () => {
  const resources = new AsyncDisposableStack();
  let made: MadeArchives;
  let verifier: Verifier;
  let packer: Packer;
  beforeAll(async () => {
    made = await makeArchives();
    verifier = resources.use(await startVerifier());
    packer = resources.use(await startPacker());
  });
  afterAll(() => resources.disposeAsync());

  /** An archive with a fault, and the key that must be named. */
  async function damaged(
    id: string,
  ): Promise<{ readonly archive: Archive; readonly object: string } & AsyncDisposable> {
    const fault = faultCases(readFaults()).find((each) => each.fault.id === id);
    if (fault === undefined) throw new Error(`there is no fault ${id}`);
    const archive = await openArchive(fault.archive, made);
    const other = archiveOf(fault.archive.major === 17 ? 18 : 17, '3.20', { data: 'gzip', wal: 'gzip' });
    await using elsewhere = await openArchive(other, made);
    const { object } = await plantFault(fault, archive, { packer, elsewhere });
    return { archive, object, [Symbol.asyncDispose]: () => archive[Symbol.asyncDispose]() };
  }
  const verdictOf = ({ backups }: ArchiveReport, id: string) => backups.find((each) => each.id === id)?.verdict;

  test('the way of a backup leads past a newer one that is damaged, to the newest record', async () => {
    await using spoilt = await damaged('page-flipped');
    const { archive } = spoilt;
    const report = await verifier.verify(archive);
    expect(report.overall).toBe('damaged');
    expect(verdictOf(report, archive.last.id)).toMatchObject({ kind: 'damaged' });
    expect(verdictOf(report, archive.first.id)).toMatchObject({ kind: 'proven', level: 'L4' });
    const main = report.moments.filter(({ timeline }) => timeline === 2);
    expect(main.map(({ state, backupId }) => [state, backupId])).toEqual([['proven', archive.first.id]]);
  });

  test('WAL that is damaged behind the last backup takes nothing from the backups, and all moments behind it', async () => {
    await using spoilt = await damaged('wal-record-flipped');
    const { archive, object } = spoilt;
    const report = await verifier.verify(archive);
    expect(report.overall).toBe('damaged');
    const damage = report.findings.filter(({ weight }) => weight === 'damaged');
    expect(findingThatNames(damage, object)).toBeDefined();
    for (const { id } of [archive.first, archive.last]) {
      expect(verdictOf(report, id)).toMatchObject({ kind: 'proven', level: 'L4' });
    }
    const main = report.moments.filter(({ timeline }) => timeline === 2).map(({ state }) => state);
    expect(main.at(-1)).toBe('lost');
    expect(main.slice(0, -1)).not.toContain('lost');
  });
});
