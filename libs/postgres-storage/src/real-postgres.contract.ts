import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres, openLaboratory, readSegment, segmentNames, type Laboratory } from '../fixtures/real-postgres.ts';
import { backupStatements, isWritten, loseEndOfRecord, promote, valueOf, WORKLOAD } from '../fixtures/workload.ts';
import {
  createPageCheck,
  createWalReader,
  formatLsn,
  parseBackupLabel,
  parseLsn,
  parseSegmentName,
  parseTimelineHistory,
  readControlFile,
  timelineId,
  type BlockReference,
  type ControlFile,
  type PageFinding,
  type WalProblem,
} from './index.ts';

const SEGMENT_BYTES = 2 ** 20;

/** 15 comes with a distribution; the others are parts that every machine can have. */
const OPTIONAL: ReadonlySet<number> = new Set([15]);

describe.each([15, 16, 17, 18] as const)('PostgreSQL %d', (major) => {
  const found = findPostgres(major, ['initdb', 'postgres', 'pg_waldump', 'pg_controldata', 'pg_checksums']);
  const missing = found.kind === 'missing' ? `PostgreSQL ${major} is missing: ${found.because}` : '';
  if (missing !== '' && !OPTIONAL.has(major) && process.env['CI'] === 'true') throw new Error(missing);
  // A file whose tests are all skipped is reported without their titles.
  if (missing !== '') console.warn(`Skipped, ${missing}`);

  describe.skipIf(missing !== '')(`beside its tools${missing === '' ? '' : ` (skipped, ${missing})`}`, () => {
    let laboratory: Laboratory;
    let data: string;
    let printed: string;

    beforeAll(() => {
      if (found.kind === 'missing') throw new Error(missing);
      laboratory = openLaboratory(found);
      data = laboratory.initdb('data', ['--wal-segsize=1', '-k']);
      printed = laboratory.sql(data, WORKLOAD);
    });
    afterAll(() => {
      laboratory[Symbol.dispose]();
    });

    test('the control file says what pg_controldata says', () => {
      const theirs = controlData(laboratory, data);
      for (const [key, value] of Object.entries(ourControlData(controlFile(data)))) {
        expect(theirs.get(key), key).toBe(value);
      }
    });

    test('records and the blocks that they write as a whole are those of pg_waldump', () => {
      const ours = ourRecords(data, major);
      const theirs = waldumpRecords(laboratory, data);
      expect(ours.records.length).toBeGreaterThan(1000);
      expect(ours.records).toEqual(theirs);
      expect(ours.problems).toMatchObject([{ problem: 'records-end-early' }]);
    });

    test('the same over a record whose end a crash has cost, and over a promotion', async () => {
      const crashed = await loseEndOfRecord(laboratory, data);
      expect(crashed.length).toBeGreaterThan(0);
      const ours = ourRecords(data, major);
      expect(ours.records).toEqual(waldumpRecords(laboratory, data));

      await promote(laboratory, data);
      const text = readFileSync(join(data, 'pg_wal', '00000002.history'), 'utf8');
      const read = parseTimelineHistory(timelineId(2), text);
      if (read.kind === 'malformed') throw new Error(read.problem);
      const [parent] = read.history.ancestors;
      expect(parent).toMatchObject({ timeline: 1, reason: 'no recovery target specified' });

      const begun = segmentNames(data).filter((name) => name.startsWith('00000002'));
      const reader = createWalReader({
        major,
        segmentSizeBytes: SEGMENT_BYTES,
        systemIdentifier: controlFile(data).systemIdentifier,
      });
      const [first = ''] = begun;
      reader.begin(segmentOf(first), { history: read.history });
      reader.push(readSegment(data, first));
      expect(reader.end()).toMatchObject({ problems: [], switched: true });
      expect(controlFile(data)).toMatchObject({ timeline: 2 });
    });

    test('a bit flipped in a record ends reading there, as it ends pg_waldump', () => {
      const [name = ''] = segmentNames(data).filter((each) => each > valueOf('first', printed));
      const whole = readSegment(data, name);
      for (const at of [100, 5001, 123_456, 300_000]) {
        const path = join(data, 'pg_wal', name);
        writeFileSync(path, withFlip(whole, at));
        const { stderr } = laboratory.run('pg_waldump', ['-p', join(data, 'pg_wal'), '-q', name]);
        const reader = createWalReader({
          major,
          segmentSizeBytes: SEGMENT_BYTES,
          systemIdentifier: controlFile(data).systemIdentifier,
        });
        reader.begin(segmentOf(name));
        reader.push(readFileSync(path));
        const [problem] = reader.end().problems;
        const [, theirs = ''] = /error in WAL record at (\S+): /.exec(stderr) ?? [];
        expect(problem, stderr).toBeDefined();
        expect(theirs).not.toBe('');
        writeFileSync(path, whole);
      }
    });

    test('pages are right and wrong where pg_checksums says so', () => {
      const path = valueOf('path', printed);
      const directory = join(data, path, '..');
      const ours = (): readonly (readonly [string, number])[] =>
        readdirSync(directory)
          .filter((name) => /^\d+(?:_(?:fsm|vm|init))?$/.test(name))
          .flatMap((name) => findingsIn(join(directory, name)).map(({ block }) => [name, block] as const))
          .sort();
      expect(ours()).toEqual([]);
      expect(checksumFailures(laboratory, data)).toEqual([]);

      const whole = readFileSync(join(data, path));
      const damaged = withFlip(withFlip(whole, 3 * 8192 + 5000), 9 * 8192 + 11);
      writeFileSync(join(data, path), damaged);
      expect(ours().map(([, block]) => block)).toEqual([3, 9]);
      expect(checksumFailures(laboratory, data)).toEqual(ours());
      writeFileSync(join(data, path), whole);
    });

    test('the label of a backup is read, and agrees with the control file', () => {
      const label = parseBackupLabel(valueOf('labelfile', laboratory.sql(data, backupStatements(major))));
      expect(label).toMatchObject({ kind: 'label', backupFrom: 'primary', label: 'a: label' });
      if (label.kind === 'malformed') throw new Error(label.problem);
      expect(parseSegmentName(label.startSegment, SEGMENT_BYTES)).toEqual({
        timeline: label.timeline,
        number: Number(label.startWalLocation / BigInt(SEGMENT_BYTES)),
      });
      expect(label.checkpointLocation).toBeLessThan(controlFile(data).checkpoint);
    });
  });
});

function controlFile(data: string): ControlFile {
  const read = readControlFile(readFileSync(join(data, 'global', 'pg_control')));
  if (read.kind !== 'control-file') throw new Error(JSON.stringify(read));
  return read;
}

function controlData({ run }: Laboratory, data: string): ReadonlyMap<string, string> {
  const { stdout } = run('pg_controldata', ['-D', data]);
  return new Map(
    stdout.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

/** In the words of pg_controldata; of all but 18, LSNs come without zeroes in front. */
function ourControlData(control: ControlFile): Readonly<Record<string, string>> {
  const zero = '0/0';
  const onOff = (is: boolean): string => (is ? 'on' : 'off');
  return {
    'pg_control version number': String(control.controlVersion),
    'Catalog version number': String(control.catalogVersion),
    'Database system identifier': String(control.systemIdentifier),
    'Database cluster state': control.state,
    'Latest checkpoint location': formatLsn(control.checkpoint),
    "Latest checkpoint's REDO location": formatLsn(control.redo),
    "Latest checkpoint's TimeLineID": String(control.timeline),
    "Latest checkpoint's PrevTimeLineID": String(control.previousTimeline),
    "Latest checkpoint's full_page_writes": onOff(control.fullPageWrites),
    'Minimum recovery ending location':
      control.minRecoveryPoint === undefined ? zero : formatLsn(control.minRecoveryPoint.lsn),
    'Backup start location': control.backupStart === undefined ? zero : formatLsn(control.backupStart),
    'Backup end location': control.backupEnd === undefined ? zero : formatLsn(control.backupEnd),
    'End-of-backup record required': control.backupEndRequired ? 'yes' : 'no',
    'wal_level setting': control.walLevel,
    'wal_log_hints setting': onOff(control.walLogHints),
    'max_connections setting': String(control.maxConnections),
    'max_worker_processes setting': String(control.maxWorkerProcesses),
    'max_wal_senders setting': String(control.maxWalSenders),
    'max_prepared_xacts setting': String(control.maxPreparedTransactions),
    'max_locks_per_xact setting': String(control.maxLocksPerTransaction),
    'track_commit_timestamp setting': onOff(control.trackCommitTimestamp),
    'Database block size': String(control.blockSizeBytes),
    'Blocks per segment of large relation': String(control.blocksPerFile),
    'WAL block size': String(control.walBlockSizeBytes),
    'Bytes per WAL segment': String(control.segmentSizeBytes),
    'Data page checksum version': control.dataChecksums ? '1' : '0',
    ...(control.charIsSigned === undefined
      ? {}
      : { 'Default char data signedness': control.charIsSigned ? 'signed' : 'unsigned' }),
  };
}

/** A record: its LSN, and the blocks of which it has a whole page. */
interface ComparedRecord {
  readonly lsn: string;
  readonly totalBytes: number;
  readonly transaction: number;
  readonly images: readonly string[];
}

function ourRecords(
  data: string,
  major: 15 | 16 | 17 | 18,
): { readonly records: readonly ComparedRecord[]; readonly problems: readonly WalProblem[] } {
  const records: ComparedRecord[] = [];
  const reader = createWalReader({
    major,
    segmentSizeBytes: SEGMENT_BYTES,
    systemIdentifier: controlFile(data).systemIdentifier,
    onRecord: ({ lsn, totalBytes, transaction, images }) => {
      records.push({ lsn: formatLsn(lsn), totalBytes, transaction, images: images.map(blockText) });
    },
  });
  const problems = writtenSegments(data).flatMap((name) => {
    reader.begin(segmentOf(name));
    reader.push(readSegment(data, name));
    return reader.end().problems;
  });
  return { records, problems };
}

function waldumpRecords({ run }: Laboratory, data: string): readonly ComparedRecord[] {
  const names = writtenSegments(data);
  const { stdout } = run('pg_waldump', ['-b', '-p', join(data, 'pg_wal'), names[0] ?? '', names.at(-1) ?? '']);
  const records: (ComparedRecord & { images: string[] })[] = [];
  for (const line of stdout.split('\n')) {
    const [, total, transaction, text] =
      /^rmgr: .*len \(rec\/tot\):\s*\d+\/\s*(\d+), tx:\s*(\d+), lsn: (\S+),/.exec(line) ?? [];
    const lsn = parseLsn(text ?? '');
    if (lsn !== undefined) {
      records.push({ lsn: formatLsn(lsn), totalBytes: Number(total), transaction: Number(transaction), images: [] });
    }
    const [, relation, fork, block] = /blkref #\d+: rel (\S+) fork (\w+) blk (\d+).*\(FPW\)/.exec(line) ?? [];
    if (relation !== undefined) records.at(-1)?.images.push(`${relation} ${fork ?? ''} ${block ?? ''}`);
  }
  return records;
}

function blockText({ spcOid, dbOid, relNumber, fork, block }: BlockReference): string {
  return `${spcOid}/${dbOid}/${relNumber} ${['main', 'fsm', 'vm', 'init'][fork] ?? ''} ${block}`;
}

function writtenSegments(data: string): readonly string[] {
  return segmentNames(data).filter((name) => name.startsWith('00000001') && isWritten(data, name));
}

function segmentOf(name: string): NonNullable<ReturnType<typeof parseSegmentName>> {
  const segment = parseSegmentName(name, SEGMENT_BYTES);
  if (segment === undefined) throw new Error(`${name} is no segment`);
  return segment;
}

function findingsIn(path: string): readonly PageFinding[] {
  return createPageCheck({ blockSizeBytes: 8192, dataChecksums: true }).check(readFileSync(path), 0).findings;
}

function checksumFailures({ run }: Laboratory, data: string): readonly (readonly [string, number])[] {
  const { stderr } = run('pg_checksums', ['--check', '-D', data]);
  const failures = stderr.matchAll(/checksum verification failed in file ".*\/(\S+)", block (\d+)/g);
  return [...failures].map(([, name = '', block]) => [name, Number(block)] as const).sort();
}

function withFlip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 4 : byte));
}
