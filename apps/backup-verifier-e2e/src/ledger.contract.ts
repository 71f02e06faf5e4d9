import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { openDirectoryStore, type ObjectStore } from '@postgres-ha/object-store';
import { openLedger, type Ledger } from '@postgres-ha/proof-ledger';
import { needPart, sampled } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { archiveOf, type ArchiveSpec } from './archives/archive-spec.ts';
import { archiveParts, makeArchives, type MadeArchives } from './archives/make-archives.ts';
import { filesBelow, openArchive, type Archive } from './archives/open-archive.ts';
import { faultCases } from './faults/fault-case.ts';
import { readFaults } from './faults/fault.ts';
import { startPacker, type Packer } from './faults/packer.ts';
import { plantFault } from './faults/plant.ts';
import { findingsOf, findingThatNames } from './find-fault.ts';
import { startVerifier, type Verifier } from './verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

/** Of every kind: bytes that change, objects that go, come, or are another's; in either backup, in WAL before, between and behind them. */
const AFTER_THE_FIRST_RUN = new Set([
  'data-flipped-gzip',
  'data-missing',
  'data-of-other-cluster',
  'tablespace-flipped',
  'page-flipped',
  'info-failed',
  'wal-begin-missing',
  'wal-middle-missing',
  'wal-flipped-gzip',
  'wal-last-flipped',
  'wal-reappeared',
  'wal-of-other-cluster',
  'history-missing',
  'history-polluted',
]);

const BEHIND_THE_FIRST = new Set([
  'wal-middle-missing',
  'wal-flipped-gzip',
  'wal-last-flipped',
  'wal-reappeared',
  'wal-of-other-cluster',
]);

describe.skipIf(absent)(`an archive by the real Barman that is proven for a second time${note}`, () => {
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

  const spec = archiveOf(17, '3.20', { data: 'zstd', wal: 'gzip' });

  /** Copies of an archive are one to whoever knows it by its name: their files are the same. */
  async function verifyByName(
    archive: Archive,
    options: Parameters<Verifier['verify']>[1] = {},
  ): ReturnType<Verifier['verify']> {
    await using store = openDirectoryStore(archive);
    return await verifier.verify(archive, { ...options, store: { ...store, name: archive.spec.name } });
  }

  /** What a first run of each archive has left, by its name. */
  const first = new Map<string, Promise<string>>();
  async function ledgerOfFirstRun(of: ArchiveSpec): Promise<Kept> {
    const run = async (): Promise<string> => {
      await using archive = await openArchive(of, made);
      const { ledger, directory } = resources.use(await emptyLedger());
      const report = await verifyByName(archive, { memory: ledger });
      if (report.overall !== 'proven') throw new Error(`${of.name} is ${report.overall}`);
      return directory;
    };
    const left = first.get(of.name) ?? run();
    first.set(of.name, left);
    const own = await emptyLedger();
    await cp(await left, own.directory, { recursive: true });
    return own;
  }

  test.concurrent('is not read again, and judged the same', async ({ expect }) => {
    await using archive = await openArchive(spec, made);
    await using ledger = await emptyLedger();
    const first = await verifier.verify(archive, { memory: ledger.ledger });
    expect(first.overall).toBe('proven');
    expect(first.read.remembered).toBe(0);

    const counted = countingStore(archive.directory);
    const second = await verifier.verify(archive, { memory: ledger.ledger, store: counted.store });

    expect(counted.bytes()).toBeLessThan((await sizeOf(archive.directory)) / 100);
    expect(second.read.bytes).toBe(0);
    expect(second.read.remembered).toBeGreaterThan(first.read.bytes * 0.95);
    expect(second.read.remembered).toBeLessThan(first.read.bytes * 1.05);
    expect(verdictsOf(second)).toEqual(verdictsOf(first));
    expect(second.moments).toEqual(first.moments);
    expect(second.findings).toEqual(first.findings);
    expect(second.overall).toBe(first.overall);
    for (const { proofs } of second.backups) {
      expect(proofs.map(({ level, remembered }) => [level, remembered])).toEqual([
        ['L0', false],
        ['L1', false],
        ['L2', true],
        ['L3', true],
        ['L4', true],
      ]);
      expect(proofs.at(-1)?.at).toEqual(first.startedAt);
    }
  });

  test.concurrent(
    'and has one more backup by then costs that backup, and the WAL that came with it',
    async ({ expect }) => {
      await using archive = await openArchive(spec, made);
      await using ledger = await emptyLedger();
      const later = await setAside(archive);
      const before = await verifier.verify(archive, { memory: ledger.ledger });
      expect(before.overall).toBe('proven');
      await later.bringBack();

      const after = await verifier.verify(archive, { memory: ledger.ledger });

      const anew = await verifier.verify(archive);
      expect(after.overall).toBe('proven');
      expect(kindsOf(after)).toEqual(kindsOf(anew));
      expect(findingsOf(after)).toEqual([]);
      // the new backup and its WAL; for the one before it the WAL in between, with one segment of overlap
      expect(after.read.bytes).toBeLessThanOrEqual(later.bytes * 1.2);
      expect(after.read.bytes + (after.read.remembered ?? 0)).toBeGreaterThanOrEqual(anew.read.bytes * 0.9);
      // what came between the two was read, and no replay went through it
      const open = after.moments.filter(({ state }) => state === 'unproven');
      expect(open.map(({ because, backupId }) => [because, backupId])).toEqual([
        ['read whole, not replayed', archive.first.id],
      ]);

      const third = await verifier.verify(archive, { memory: ledger.ledger });
      expect(third.read.bytes).toBe(0);
      expect(third.moments).toEqual(after.moments);
    },
  );

  test.concurrent('when its newest WAL has grown is replayed anew from its newest backup only', async ({ expect }) => {
    await using archive = await openArchive(spec, made);
    await using ledger = await emptyLedger();
    const later = await setAside(archive, { segmentsOnly: 1 });
    await verifier.verify(archive, { memory: ledger.ledger });
    await later.bringBack();
    const after = await verifier.verify(archive, { memory: ledger.ledger });
    const anew = await verifier.verify(archive);
    expect(verdictsOf(after)).toEqual(verdictsOf(anew));
    expect(after.moments).toEqual(anew.moments);
    expect(after.backups.map(({ proofs }) => proofs.at(-1)?.remembered)).toEqual([true, false]);
  });

  test.concurrent(
    'finds damage in WAL that came between two backups, without reading the older one again',
    async ({ expect }) => {
      await using archive = await openArchive(spec, made);
      await using ledger = await emptyLedger();
      const later = await setAside(archive);
      await verifier.verify(archive, { memory: ledger.ledger });
      await later.bringBack();
      const bytes = await readFile(later.firstPath);
      await writeFile(later.firstPath, bytes.subarray(0, bytes.length / 2));

      const after = await verifier.verify(archive, { memory: ledger.ledger });
      const third = await verifier.verify(archive, { memory: ledger.ledger });

      const anew = await verifier.verify(archive);
      expect(anew.overall).toBe('damaged');
      for (const report of [after, third]) {
        expect(report.overall).toBe('damaged');
        expect(kindsOf(report)).toEqual(kindsOf(anew));
        expect(idsOf(report)).toEqual(idsOf(anew));
        expect(report.moments.filter(({ state }) => state === 'lost')).toEqual(
          anew.moments.filter(({ state }) => state === 'lost'),
        );
      }
      expect(after.backups.map(({ proofs }) => proofs.at(-1)?.remembered)).toEqual([true, false]);
      expect(third.read.bytes).toBe(0);
    },
  );

  test.concurrent(
    'on a budget keeps what was proven, says what was left, and comes to it later',
    async ({ expect }) => {
      await using archive = await openArchive(spec, made);
      await using ledger = await emptyLedger();
      const whole = await sizeOf(archive.directory);
      const nothing = await verifier.verify(archive, { memory: ledger.ledger, budget: { bytes: 1000 } });
      expect(nothing.overall).toBe('unknown');
      expect(nothing.read.bytes).toBe(0);
      expect(findingsOf(nothing).map(({ id }) => id)).toEqual(['budget-spent', 'budget-spent']);
      let report = nothing;
      let runs = 0;
      while (report.overall === 'unknown' && runs < 4) {
        runs += 1;
        report = await verifier.verify(archive, { memory: ledger.ledger, budget: { bytes: Math.round(whole * 0.7) } });
      }
      expect(report.overall).toBe('proven');
      expect(runs).toBe(2);
      // all of it is old by now, and there is nothing to spend: it stays as it is, with its age
      const poor = await verifier.verify(archive, {
        memory: ledger.ledger,
        budget: { bytes: 1000 },
        reverify: { olderThanSeconds: 3600, sample: 1 },
        now: new Date(report.startedAt.getTime() + 86_400_000),
      });
      expect(verdictsOf(poor)).toEqual(verdictsOf(report));
      expect(poor.read.bytes).toBe(0);
      const rich = await verifier.verify(archive, {
        memory: ledger.ledger,
        reverify: { olderThanSeconds: 3600, sample: 0 },
        now: new Date(report.startedAt.getTime() + 86_400_000),
      });
      expect(rich.backups.map(({ proofs }) => proofs.at(-1)?.remembered)).toEqual([false, false]);
    },
  );

  test.concurrent(
    'by a run whose ledger is lost, or full of something else, is proven as if for the first time',
    async ({ expect }) => {
      await using archive = await openArchive(spec, made);
      await using ledger = await emptyLedger();
      const options = { level: 'L2', memory: ledger.ledger } as const;
      const first = await verifier.verify(archive, options);
      for (const file of await filesBelow(ledger.directory))
        await writeFile(join(ledger.directory, file), '{"ledger":');
      const again = await verifier.verify(archive, options);
      expect(again.read.bytes).toBe(first.read.bytes);
      expect(again.findings.map(({ id, weight }) => [id, weight])).toEqual([
        ['ledger-entry-unreadable', 'notice'],
        ['ledger-entry-unreadable', 'notice'],
      ]);
      await rm(ledger.directory, { recursive: true });
      const lost = await verifier.verify(archive, options);
      expect(kindsOf(lost)).toEqual(kindsOf(first));
      expect(lost.overall).toBe('proven');
      expect(new Set(lost.findings.map(({ id }) => id))).toEqual(new Set(['ledger-unavailable']));
    },
  );

  test.concurrent.for(
    sampled(
      faultCases(readFaults()).filter(
        ({ fault }, at, all) =>
          AFTER_THE_FIRST_RUN.has(fault.id) && all.findIndex((each) => each.fault === fault) === at,
      ),
    ),
  )(
    '$name, planted after the first run, is found by the second as if there had been no first',
    async (fault, { expect }) => {
      await using archive = await openArchive(fault.archive, made);
      await using ledger = await ledgerOfFirstRun(fault.archive);
      const other = archiveOf(fault.archive.major === 17 ? 18 : 17, '3.20', { data: 'gzip', wal: 'gzip' });
      await using elsewhere = await openArchive(other, made);
      const { object } = await plantFault(fault, archive, { packer, elsewhere });

      const second = await verifyByName(archive, { memory: ledger.ledger });
      const third = await verifyByName(archive, { memory: ledger.ledger });
      const anew = await verifyByName(archive);

      // damage behind the older backup leaves it as it was proven
      if (BEHIND_THE_FIRST.has(fault.fault.id)) expect(second.read.remembered).toBeGreaterThan(0);
      expect(third.read.remembered).toBeGreaterThan(0);
      for (const report of [second, third]) {
        expect(report.overall).toBe(anew.overall);
        expect(kindsOf(report)).toEqual(kindsOf(anew));
        expect(findingThatNames(findingsOf(report), object)).toBeDefined();
        expect(idsOf(report)).toEqual(idsOf(anew));
        expect(statesOf(report)).toEqual(statesOf(anew));
      }
    },
  );
});

/** Segments that come before the newest backup, and after the look at the one before it. */
const BETWEEN = 2;

interface Kept extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly directory: string;
}

async function emptyLedger(): Promise<Kept> {
  const directory = await mkdtemp(join(tmpdir(), 'pgha-ledger-'));
  return {
    directory,
    ledger: openLedger({ store: openDirectoryStore({ directory }) }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A store that counts all that is read of it. */
function countingStore(directory: string): { readonly store: ObjectStore; readonly bytes: () => number } {
  const store = openDirectoryStore({ directory });
  let bytes = 0;
  return {
    bytes: () => bytes,
    store: {
      ...store,
      read: async function* (key, options) {
        for await (const chunk of store.read(key, options)) {
          bytes += chunk.byteLength;
          yield chunk;
        }
      },
    },
  };
}

async function sizeOf(directory: string): Promise<number> {
  const sizes = (await filesBelow(directory)).map(async (file) => (await stat(join(directory, file))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

interface SetAside {
  readonly bytes: number;
  readonly bringBack: () => Promise<void>;
  /** The first segment that was taken away. */
  readonly firstPath: string;
}

/** Takes the newest backup away, and WAL from shortly before it on: the archive as it was. */
async function setAside(
  archive: Archive,
  { segmentsOnly }: { readonly segmentsOnly?: number } = {},
): Promise<SetAside> {
  const root = join(archive.directory, archive.server);
  const segments = (await filesBelow(root))
    .filter((file) => /\/00000002[0-9A-F]{16}(\.|$)/.test(file) && !file.includes('.backup'))
    .toSorted();
  const firstOfBackup = segments.findIndex((file) => file.includes(archive.last.beginWal));
  const taken =
    segmentsOnly === undefined
      ? [
          ...segments.slice(firstOfBackup - BETWEEN),
          ...(await filesBelow(root)).filter((file) => file.startsWith(`base/${archive.last.id}/`)),
        ]
      : segments.slice(-segmentsOnly);
  const kept: { readonly path: string; readonly bytes: Buffer }[] = [];
  for (const file of taken) {
    const path = join(root, file);
    kept.push({ path, bytes: await readFile(path) });
    await rm(path);
  }
  return {
    firstPath: kept[0]?.path ?? '',
    bytes: kept.reduce((sum, { bytes }) => sum + bytes.length, 0),
    bringBack: async () => {
      for (const { path, bytes } of kept) await writeFile(path, bytes);
    },
  };
}

function verdictsOf({ backups }: ArchiveReport): unknown {
  return backups.map(({ id, verdict }) => [id, verdict]);
}

function kindsOf({ backups }: ArchiveReport): unknown {
  return backups.map(({ id, verdict }) => [id, verdict.kind]);
}

function idsOf(report: ArchiveReport): readonly string[] {
  return findingsOf(report)
    .map(({ id, object, place }) => `${id} ${object ?? ''} ${place ?? ''}`)
    .toSorted();
}

function statesOf({ moments }: ArchiveReport): unknown {
  return moments.map(({ timeline, from, to, state, backupId }) => [timeline, from, to, state, backupId]);
}
