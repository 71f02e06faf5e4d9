import type { Finding } from '@postgres-ha/backup-catalog';
import { withSelfTest, type ArchiveReport, type BackupReport, type Moments } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';

/** Reports for tests, of one archive in each state, as a prover hands them in. */

const NEWEST = lsn((0x16n << 32n) + 0xb374_d848n);
const HOLE = lsn((0x16n << 32n) + 0x1800_0000n);
const STARTED = new Date('2026-11-25T14:10:00Z');
const SEGMENT = 'postgres-cluster/wals/0000000100000016/000000010000001600000018.gz';

const missingSegment: Finding = {
  id: 'example-missing',
  level: 'L1',
  weight: 'damaged',
  object: SEGMENT,
  found: 'nothing',
  expected: 'a segment between two that are there',
  remedy: 'Look for it in older versions of the bucket and in pg_wal of the instances.',
};

const flippedPage: Finding = {
  id: 'page-damaged',
  level: 'L2',
  weight: 'damaged',
  object: 'postgres-cluster/base/20261124T020000/data.tar.gz',
  place: 'base/16384/16402, block 1207',
  found: 'checksum 4711',
  expected: '815',
  remedy: 'Look at the page in the running cluster, then take a new base backup.',
};

const noBinaries: Finding = {
  id: 'no-matching-binaries',
  level: 'L3',
  weight: 'unknown',
  found: 'no PostgreSQL 17 on this machine',
  expected: 'the programs of the major version of the backup',
  remedy: 'Name their directory with --postgres-bin.',
};

const oldCompression: Finding = {
  id: 'example-notice',
  level: 'L0',
  weight: 'notice',
  object: 'postgres-cluster/base/20261123T020000/backup.info',
  found: 'no name',
  expected: 'a backup_name',
  remedy: 'None: an older Barman wrote it.',
};

function backup(day: number, more: Partial<BackupReport> = {}): BackupReport {
  const end = lsn((0x16n << 32n) + BigInt(day) * 0x0100_0000n);
  return {
    id: `202611${day}T020000`,
    name: `backup-202611${day}020000`,
    status: 'DONE',
    timeline: timelineId(1),
    begin: lsn(end - 0x0080_0000n),
    end,
    endedAt: new Date(`2026-11-${day}T02:04:00Z`),
    sizeBytes: 1_300_000_000 + day * 1_000_000,
    compression: 'gzip',
    verdict: {
      kind: 'proven',
      level: 'L4',
      upTo: { lsn: NEWEST, timeline: timelineId(1), lastCommitAt: new Date('2026-11-25T14:03:12Z') },
    },
    notices: [],
    phases: [],
    proofs: [],
    ...more,
  };
}

const since = (day: number, until: Partial<Moments> = {}): Moments => ({
  timeline: timelineId(1),
  from: lsn((0x16n << 32n) + BigInt(day) * 0x0100_0000n),
  fromTime: new Date(`2026-11-${day}T02:04:00Z`),
  to: NEWEST,
  toTime: new Date('2026-11-25T14:03:12Z'),
  state: 'proven',
  backupId: `202611${day}T020000`,
  ...until,
});

export const PROVEN: ArchiveReport = {
  store: 's3://link-app-backups-production',
  serverName: 'postgres-cluster',
  startedAt: STARTED,
  finishedAt: new Date('2026-11-25T14:14:12Z'),
  asked: 'L4',
  overall: 'proven',
  backups: [
    backup(23, { notices: [oldCompression] }),
    backup(24),
    backup(25, {
      phases: [
        { name: 'content', milliseconds: 31_200, bytes: 1_325_000_000 },
        { name: 'wal', milliseconds: 4_100, bytes: 402_653_184 },
        { name: 'boot', milliseconds: 900 },
        { name: 'replay', milliseconds: 62_000 },
        { name: 'pages', milliseconds: 2_400 },
      ],
    }),
  ],
  moments: [since(23)],
  findings: [],
  read: { objects: 1234, bytes: 13_207_024_435 },
};

export const DAMAGED: ArchiveReport = {
  ...PROVEN,
  overall: 'damaged',
  backups: [
    backup(23, {
      endedAt: undefined,
      timeline: undefined,
      verdict: {
        kind: 'proven',
        level: 'L4',
        upTo: { lsn: HOLE, timeline: timelineId(1), lastCommitAt: new Date('2026-11-24T05:30:00Z') },
      },
    }),
    backup(24, { verdict: { kind: 'damaged', findings: [flippedPage] } }),
    backup(25),
  ],
  moments: [
    since(23, { to: HOLE, toTime: new Date('2026-11-24T05:30:00Z') }),
    since(24, {
      from: HOLE,
      fromTime: new Date('2026-11-24T05:30:00Z'),
      to: lsn((0x16n << 32n) + 0x1900_0000n),
      toTime: new Date('2026-11-25T02:04:00Z'),
      state: 'lost',
      because: `${SEGMENT} is missing`,
    }),
    since(25),
  ],
  findings: [missingSegment],
};

export const UNKNOWN: ArchiveReport = {
  ...PROVEN,
  overall: 'unknown',
  backups: [23, 24, 25].map((day) =>
    backup(day, { verdict: { kind: 'unknown', passed: 'L2', because: [noBinaries] } }),
  ),
  moments: [since(23, { state: 'unproven' })],
};

/** As `catalog` makes it: good, as far as a listing tells. */
export const LISTED: ArchiveReport = {
  ...PROVEN,
  asked: 'L1',
  backups: [23, 24, 25].map((day) =>
    backup(day, { verdict: { kind: 'proven', level: 'L1', upTo: { lsn: NEWEST, timeline: timelineId(1) } } }),
  ),
  moments: [since(23, { state: 'unproven' })],
  read: { objects: 4, bytes: 6_200 },
};

export const WITHOUT_BACKUP: ArchiveReport = { ...PROVEN, overall: 'damaged', backups: [], moments: [] };

const proofs = (hoursAgo: number, remembered: boolean): BackupReport['proofs'] =>
  (['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const).map((level) => ({
    level,
    at: new Date(STARTED.getTime() - hoursAgo * 3_600_000),
    verifier: 'backup-verifier 0.1.0',
    remembered,
  }));

/** With everything that a run can tell: data, proofs of earlier runs, planted faults. */
export const FULL: ArchiveReport = {
  ...PROVEN,
  asked: 'L5',
  backups: PROVEN.backups.map((each, index) => ({
    ...each,
    verdict: each.verdict.kind === 'proven' ? { ...each.verdict, level: 'L5' } : each.verdict,
    proofs: index === 2 ? proofs(0, false) : proofs(48 - index * 24, true),
    ...(index === 2 && {
      data: {
        amcheck: { heaps: 212, indexes: 341, skipped: { gin: 4, gist: 1 }, milliseconds: 48_200 },
        assertions: [
          { name: 'orders are there', database: 'app', outcome: 'holds', digest: '9f2c41', milliseconds: 12 },
          { name: 'newest order', database: 'app', outcome: 'holds', shown: '2026-11-25 14:03:11+00', milliseconds: 3 },
        ],
        canary: { writtenAt: new Date('2026-11-25T14:03:05Z'), ageSeconds: 415, against: 'listing' },
        schemas: [{ database: 'app', hash: '5b1f09', compared: 'primary' }],
        checksums: { enabled: true, pages: 171_402 },
      },
    }),
  })),
  read: { objects: 1234, bytes: 1_727_653_184, remembered: 11_479_371_251 },
  selfTest: {
    plants: [
      {
        kind: 'hidden-segment',
        object: 'postgres-cluster/wals/0000000100000016/000000010000001600000019.gz',
        found: true,
      },
      {
        kind: 'flipped-bit',
        object: 'postgres-cluster/wals/0000000100000016/000000010000001600000018.gz',
        found: true,
      },
    ],
  },
};

/** The same archive as `DAMAGED`, after somebody wrote down what is known of it. */
export const ACKNOWLEDGED: ArchiveReport = {
  ...DAMAGED,
  overall: 'acknowledged',
  acknowledged: [
    {
      finding: 'example-missing',
      object: SEGMENT,
      until: new Date('2026-12-24T00:00:00Z'),
      reason: 'lost with the old store, INC-7',
      covers: 1,
    },
    { finding: 'page-damaged', until: new Date('2027-01-10T00:00:00Z'), reason: 'table is rebuilt nightly', covers: 1 },
  ],
};

/** As `PROVEN` would be, by a verifier that did not find what it had planted. */
export const SELF_TEST_FAILED: ArchiveReport = withSelfTest(PROVEN, {
  plants: [{ kind: 'flipped-bit', object: SEGMENT, found: false }],
});
