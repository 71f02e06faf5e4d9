import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { crc32c, lsn, pageChecksum, readControlFile, type ControlFile } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TarMember, TarOrigin } from '../tar/tar-event.ts';
import type { BackupFacts } from './backup-facts.ts';
import { createBaseBackupCheck, type BaseBackupContent } from './base-backup-check.ts';
import { settleSuspects } from './settle-suspects.ts';
import { suspectKey } from './suspect-blocks.ts';

/** Of a real cluster of PostgreSQL 17. */
const CONTROL = Uint8Array.from(
  brotliDecompressSync(readFileSync(new URL('../../../postgres-storage/fixtures/17/pg_control.br', import.meta.url))),
);
const control = readControlFile(CONTROL) as ControlFile;
const begin = control.redo;
const end = lsn(control.checkpoint + 0x10000n);
const hex = (position: bigint): string =>
  `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase();
const LABEL = [
  `START WAL LOCATION: ${hex(begin)} (file 000000010000000000000001)`,
  `CHECKPOINT LOCATION: ${hex(control.checkpoint)}`,
  'BACKUP METHOD: streamed',
  'BACKUP FROM: primary',
  'START TIME: 2026-11-25 02:00:01 UTC',
  'LABEL: Barman backup cloud 20261125T020001',
  'START TIMELINE: 1',
  '',
].join('\n');

const facts: BackupFacts = {
  id: '20261125T020001',
  systemIdentifier: control.systemIdentifier,
  major: 17,
  timeline: control.timeline,
  begin,
  end,
  segmentSizeBytes: control.segmentSizeBytes,
  dataChecksums: control.dataChecksums ? 'on' : 'off',
  label: LABEL,
  tablespaces: [{ name: 'space', oid: 16400 }],
};

interface PageOptions {
  readonly at?: bigint;
  readonly block?: number;
  readonly filler?: number;
}

/** A page as a server writes it: header, content, checksum. */
function page({ at = begin - 1n, block = 0, filler = 7 }: PageOptions = {}): Uint8Array {
  const bytes = new Uint8Array(8192).fill(filler, 4096);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(at >> 32n), true);
  view.setUint32(4, Number(at & 0xffffffffn), true);
  view.setUint16(12, 28, true);
  view.setUint16(14, 4096, true);
  view.setUint16(16, 8192, true);
  view.setUint16(18, 8192 | 4, true);
  view.setUint16(8, pageChecksum(bytes, block), true);
  return bytes;
}

function joined(...pages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pages.flatMap((each) => [...each]));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function relationMap(): Uint8Array {
  const bytes = new Uint8Array(524);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 0x592717, true);
  view.setUint32(520, crc32c(bytes.subarray(0, 520)), true);
  return bytes;
}

type Files = Readonly<Record<string, Uint8Array>>;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const GOOD: Files = {
  PG_VERSION: text('17\n'),
  'base/16384/PG_VERSION': text('17\n'),
  'base/16384/16390': joined(page(), page({ block: 1 }), new Uint8Array(8192)),
  'base/16384/16390_fsm': page({ at: 0n }),
  'global/1262': page(),
  'global/pg_filenode.map': relationMap(),
  'pg_xact/0000': new Uint8Array(8192).fill(0x55),
  'global/pg_control': CONTROL,
  backup_label: text(LABEL),
};

interface Archive {
  readonly object: string;
  readonly origin?: TarOrigin;
  readonly files: Files;
}

const PGDATA: TarOrigin = { kind: 'data' };
const DATA = 'pg/base/20261125T020001/data.tar.gz';

function look(archives: readonly Archive[], given: Partial<BackupFacts> = {}, cutBytes = 10_000): BaseBackupContent {
  const check = createBaseBackupCheck({ ...facts, ...given });
  for (const { object, origin = PGDATA, files } of archives) {
    const archive = check.archive(origin, object);
    for (const [path, bytes] of Object.entries(files)) {
      const member: TarMember = {
        path,
        kind: 'file',
        sizeBytes: bytes.length,
        mode: 0o600,
        modifiedAt: new Date(0),
        offsetBytes: 0,
      };
      archive.take({ kind: 'member', member });
      for (let at = 0; at < bytes.length; at += cutBytes) {
        // the reader uses its memory again, so what is kept must be copied
        const chunk = bytes.slice(at, at + cutBytes);
        // as a decompressor gives it: a Buffer of Node's, whose memory is gone a moment later
        const memory = Uint8Array.from(chunk).buffer;
        archive.take({ kind: 'content', bytes: Buffer.from(memory) });
        memory.transfer(0);
        chunk.fill(0xff);
      }
      archive.take({ kind: 'member-end' });
    }
    archive.take({ kind: 'end', members: Object.keys(files).length, sizeBytes: 0 });
  }
  return check.end('all archives');
}

const one = (files: Files): readonly Archive[] => [{ object: DATA, files }];
const without = (path: string): Files => Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== path));
const found = ({ findings }: BaseBackupContent) => findings.map(({ id, object, place }) => ({ id, object, place }));

describe('a base backup', () => {
  test('that is sound shows nothing, in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), (cutBytes) => {
        expect(look(one(GOOD), {}, cutBytes)).toMatchObject({ findings: [], suspects: [], unsettled: [], pages: 5 });
      }),
      { numRuns: 12 },
    );
  });

  test('of a cluster without checksums shows nothing where pages have none', () => {
    const bare = page();
    new DataView(bare.buffer).setUint16(8, 0, true);
    // the control file of the fixture has checksums on: only the page matters here
    const content = look(one({ ...GOOD, 'global/1262': bare }), { dataChecksums: 'off' });
    expect(content.suspects).toEqual([]);
    expect(found(content)).toEqual([{ id: 'control-file-differs', object: DATA, place: 'global/pg_control' }]);
  });

  test.each([
    { name: 'a bit of the content', at: 5000 },
    { name: 'a bit of the stored checksum', at: 8 },
    { name: 'a bit of the size of the page', at: 19 },
  ])('with $name flipped has a suspect block, named by its place', ({ at }) => {
    const { suspects, findings } = look(
      one({ ...GOOD, 'base/16384/16390': joined(page(), flipped(page({ block: 1 }), at)) }),
    );
    expect(findings).toEqual([]);
    expect(suspects).toMatchObject([{ object: DATA, member: 'base/16384/16390', block: 1 }]);
  });

  test('counts blocks over all files of a relation', () => {
    const files = { ...GOOD, 'base/16384/16390.2': flipped(page({ block: 262_144 }), 5000) };
    expect(look(one(files)).suspects).toMatchObject([{ member: 'base/16384/16390.2', block: 262_144 }]);
  });

  test('may be torn where replay writes the page anew', () => {
    const torn = flipped(page({ at: begin }), 5000);
    expect(look(one({ ...GOOD, 'global/1262': torn }))).toMatchObject({ suspects: [], pagesRepairedByReplay: 1 });
  });

  test('may be torn in an unlogged relation, which starts empty', () => {
    const files = { ...GOOD, 'base/16384/16500': flipped(page(), 5000), 'base/16384/16500_init': new Uint8Array(0) };
    expect(look(one(files)).suspects).toEqual([]);
  });

  test('cannot know of WAL that was written after its end', () => {
    const content = look(one({ ...GOOD, 'global/1262': page({ at: end + 1n }) }));
    expect(found(content)).toEqual([{ id: 'page-beyond-backup', object: DATA, place: 'global/1262, block 0' }]);
  });

  test.each([
    {
      name: 'another system',
      given: { systemIdentifier: (control.systemIdentifier + 1n) as BackupFacts['systemIdentifier'] },
    },
    { name: 'another segment size', given: { segmentSizeBytes: control.segmentSizeBytes * 2 } },
    { name: 'an end before its checkpoint', given: { end: lsn(control.checkpoint - 8n) } },
  ])('of which backup.info says $name is not that backup', ({ given }) => {
    expect(found(look(one(GOOD), given))).toContainEqual({
      id: 'control-file-differs',
      object: DATA,
      place: 'global/pg_control',
    });
  });

  test.each([
    { name: 'begins elsewhere', label: LABEL.replace(hex(begin), '0/28') },
    { name: 'is of another timeline', label: LABEL.replace('TIMELINE: 1', 'TIMELINE: 2') },
    { name: 'has another text', label: LABEL.replace('20261125T020001', '20261124T020001') },
    { name: 'is none', label: 'hello' },
  ])('whose backup_label $name is not the one of backup.info', ({ label }) => {
    expect(found(look(one({ ...GOOD, backup_label: text(label) })))).toEqual([
      { id: 'label-differs', object: DATA, place: 'backup_label' },
    ]);
  });

  test('of another major version is not the one of backup.info', () => {
    expect(found(look(one({ ...GOOD, PG_VERSION: text('16\n') })))).toEqual([
      { id: 'control-file-differs', object: DATA, place: 'PG_VERSION' },
    ]);
  });

  test.each(['global/pg_control', 'global/pg_filenode.map'])('with a bit of %s flipped is damaged there', (path) => {
    const files = { ...GOOD, [path]: flipped(GOOD[path] ?? new Uint8Array(), 12) };
    expect(found(look(one(files)))).toMatchObject([{ object: DATA, place: path }]);
  });

  test.each(['PG_VERSION', 'global/pg_control', 'global/pg_filenode.map', 'pg_xact/0000', 'backup_label'])(
    'without %s lacks what every backup has',
    (path) => {
      const place = path.startsWith('pg_xact/') ? 'pg_xact/' : path;
      expect(found(look(one(without(path))))).toEqual([{ id: 'member-missing', object: DATA, place }]);
    },
  );

  test('whose archives could not all be read is not blamed for what was not seen', () => {
    const check = createBaseBackupCheck(facts);
    check.archive({ kind: 'data' }, DATA);
    expect(check.end('not all archives').findings).toEqual([]);
  });

  test('may hold a database that is not whole, because it was dropped meanwhile', () => {
    expect(look(one(without('base/16384/PG_VERSION'))).findings).toEqual([]);
  });
});

describe('a divided base backup', () => {
  const part = (number: number): string => DATA.replace('data.tar', `data_000${number}.tar`);
  const { backup_label: label, 'global/pg_control': controlFile, ...rest } = GOOD;
  const lastFiles = { 'global/pg_control': controlFile, backup_label: label } as Files;

  test('is whole with its label in its last part', () => {
    expect(
      look([
        { object: DATA, files: rest },
        { object: part(1), files: lastFiles },
      ]).findings,
    ).toEqual([]);
  });

  test('without its last part says which would come next', () => {
    const { findings } = look([{ object: DATA, files: rest }]);
    expect(findings.map(({ place }) => place)).toEqual(['global/pg_control', 'backup_label']);
    expect(findings[0]?.found).toContain('data_0001.tar.gz');
  });

  test('with a part behind its label has one that is not its own', () => {
    const content = look([
      { object: DATA, files: rest },
      { object: part(1), files: lastFiles },
      { object: part(2), files: { 'base/16384/99999': page() } },
    ]);
    expect(found(content)).toEqual([{ id: 'part-after-last', object: part(2), place: undefined }]);
  });

  test('with a file in two parts is mixed of two backups', () => {
    const content = look([
      { object: DATA, files: rest },
      { object: part(1), files: { ...lastFiles, 'global/1262': page() } },
    ]);
    expect(found(content)).toEqual([{ id: 'member-twice', object: part(1), place: 'global/1262' }]);
  });

  test('may hold the same path in two tablespaces', () => {
    const space = (oid: number): Archive => ({
      object: DATA.replace('data', String(oid)),
      origin: { kind: 'tablespace', oid },
      files: { 'PG_17_202406281/16384/16401': page() },
    });
    expect(look([...one(GOOD), space(16400), space(16500)]).findings).toEqual([]);
  });
});

describe('a suspect block', () => {
  const { suspects } = look(one({ ...GOOD, 'global/1262': flipped(page(), 5000) }));
  const restored = new Set(suspects.map(suspectKey));

  test('is fine if WAL of the backup writes it anew, whatever else could be read', () => {
    for (const complete of ['all', 'not all'] as const)
      expect(settleSuspects(suspects, { restored, complete })).toEqual([]);
  });

  test('is damage if all WAL of the backup was read and none writes it anew', () => {
    expect(settleSuspects(suspects, { restored: new Set(), complete: 'all' })).toMatchObject([
      { id: 'page-damaged', weight: 'damaged', object: DATA, place: 'global/1262, block 0' },
    ]);
  });

  test('is unknown if the WAL of the backup could not be read', () => {
    expect(settleSuspects(suspects, { restored: new Set(), complete: 'not all' })).toMatchObject([
      { weight: 'unknown' },
    ]);
  });
});
