import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import { reportJson, type ReportJson } from '@postgres-ha/proof-report';
import type { BreakKind } from '../break-kind.ts';
import type { CopyState, LabState } from '../lab-state.ts';

/** States for tests, as a lab hands them in: just started, at work, and after its story. */

const BACKUP = '20261125T140012';
const DATA = `postgres-cluster/base/${BACKUP}/data.tar.gz`;
const WAL = 'postgres-cluster/wals/0000000100000000/000000010000000000000005.gz';

const BREAK_COPY: LabState['buttons']['breakCopy'] = [
  {
    kind: 'flipped-bit',
    label: 'Flip one bit in a base backup',
    explanation:
      'One bit of the stored archive is turned around, as failing memory or a bad cable does it. The size stays the same, and so does the name.',
  },
  {
    kind: 'damaged-page',
    label: 'Damage a page of a table',
    explanation:
      'A page is changed and the archive packed again, so that only the page’s own checksum can tell: the disk of the server was bad before the backup.',
  },
  {
    kind: 'truncated-backup',
    label: 'Cut a base backup short',
    explanation: 'The last third of the archive is missing, as after an upload that was broken off.',
  },
  {
    kind: 'missing-wal',
    label: 'Remove a WAL segment',
    explanation: 'One segment in the middle is deleted, as a lifecycle rule of a bucket does it.',
  },
  {
    kind: 'truncated-wal',
    label: 'Cut a WAL segment short',
    explanation:
      'A segment ends in the middle. PostgreSQL would take that for the end of the WAL and start without a word.',
  },
  {
    kind: 'wrong-wal',
    label: 'Put a wrong segment in a WAL segment’s place',
    explanation: 'A segment holds what belongs to another one, as after a copy under the wrong name.',
  },
];

const REPORT: ArchiveReport = {
  store: 's3://lab/archive/',
  serverName: 'postgres-cluster',
  startedAt: new Date('2026-11-25T14:00:14Z'),
  finishedAt: new Date('2026-11-25T14:00:19Z'),
  asked: 'L4',
  overall: 'proven',
  backups: [
    {
      id: BACKUP,
      name: undefined,
      status: 'DONE',
      timeline: timelineId(1),
      begin: lsn(0x200_0028n),
      end: lsn(0x200_0158n),
      endedAt: new Date('2026-11-25T14:00:12Z'),
      sizeBytes: 4_321_987,
      compression: 'gzip',
      verdict: {
        kind: 'proven',
        level: 'L4',
        upTo: { lsn: lsn(0x600_0148n), timeline: timelineId(1), lastCommitAt: new Date('2026-11-25T14:00:13Z') },
      },
      notices: [],
      phases: [
        { name: 'content', milliseconds: 410, bytes: 4_321_987 },
        { name: 'boot', milliseconds: 800 },
        { name: 'replay', milliseconds: 900 },
      ],
      proofs: [],
    },
  ],
  moments: [
    {
      timeline: timelineId(1),
      from: lsn(0x200_0158n),
      to: lsn(0x600_0148n),
      fromTime: new Date('2026-11-25T14:00:12Z'),
      toTime: new Date('2026-11-25T14:00:13Z'),
      state: 'proven',
      backupId: BACKUP,
    },
  ],
  findings: [],
  read: { objects: 12, bytes: 6_321_987 },
};

const CORRUPT: Finding = {
  id: 'archive-corrupt',
  level: 'L2',
  weight: 'damaged',
  object: DATA,
  place: 'byte 123,456',
  found: 'a checksum of its bytes that does not fit',
  expected: 'the checksum that was stored with them',
  remedy: 'Restore from another backup, and take a new one now.',
};

export const PROVEN: ReportJson = reportJson([REPORT], []);

export const DAMAGED: ReportJson = reportJson(
  [
    {
      ...REPORT,
      overall: 'damaged',
      backups: REPORT.backups.map((each) => ({ ...each, verdict: { kind: 'damaged', findings: [CORRUPT] } })),
      moments: REPORT.moments.map((each) => ({ ...each, state: 'lost', because: `${WAL} is missing` })),
    },
  ],
  [],
);

const SERVERS: LabState['servers'] = [
  {
    name: 'lab-1',
    role: 'primary',
    state: 'running',
    major: 17,
    address: '127.0.0.1:40123',
    lsn: '0/6A31F48',
    timeline: 1,
    lag: null,
  },
  {
    name: 'lab-2',
    role: 'standby',
    state: 'running',
    major: 17,
    address: '127.0.0.1:40124',
    lsn: '0/6A31E10',
    timeline: 1,
    lag: { bytes: 312, milliseconds: 4 },
  },
];

const STORY: LabState['story'] = [
  {
    id: 'start',
    title: 'A primary and a standby start',
    state: { kind: 'done', said: 'PostgreSQL 17, streaming after 4.1 s' },
  },
  {
    id: 'write',
    title: 'Writers go to work',
    state: { kind: 'done', said: '3 sessions, a canary row every half second' },
  },
  { id: 'backup', title: 'A base backup is taken', state: { kind: 'done', said: `${BACKUP}, 4.1 MiB` } },
  { id: 'prove', title: 'The archive is proven', state: { kind: 'running' } },
  { id: 'break', title: 'Three copies are broken, each in another way', state: { kind: 'to-come' } },
  { id: 'again', title: 'The archive is proven again, reading only what is new', state: { kind: 'to-come' } },
];

/** Nothing has been backed up yet. */
export const JUST_STARTED: LabState = {
  version: 1,
  at: '2026-11-25T14:00:08.000Z',
  startedAt: '2026-11-25T14:00:00.000Z',
  servers: SERVERS.map((each) => ({ ...each, state: 'starting', lsn: null, timeline: null, lag: null, address: null })),
  writers: { sessions: 0, commits: 0, commitsPerSecond: 0, canaryAt: null, databaseBytes: null },
  archive: { address: null, endpoint: null, objects: 0, bytes: 0, backups: [], newestWal: null, backingUp: false },
  proof: { running: null, last: null, runs: 0, failed: null },
  copies: [],
  failover: { members: [], state: null, commits: 0, runs: [] },
  bot: { proposals: [] },
  story: STORY.map((each) => ({ ...each, state: { kind: 'to-come' } })),
  buttons: { breakCopy: BREAK_COPY, queued: 0, blocked: 'There is no base backup yet.' },
};

export const AT_WORK: LabState = {
  ...JUST_STARTED,
  version: 40,
  at: '2026-11-25T14:00:16.000Z',
  servers: SERVERS,
  writers: {
    sessions: 3,
    commits: 8_412,
    commitsPerSecond: 611,
    canaryAt: '2026-11-25T14:00:15.800Z',
    databaseBytes: 18_331_648,
  },
  archive: {
    address: 's3://lab/archive/',
    endpoint: 'http://127.0.0.1:40125',
    objects: 12,
    bytes: 6_321_987,
    backups: [{ id: BACKUP, endedAt: '2026-11-25T14:00:12.000Z', bytes: 4_321_987 }],
    newestWal: { name: '000000010000000000000006', storedAt: '2026-11-25T14:00:14.000Z' },
    backingUp: false,
  },
  proof: {
    running: {
      of: 'archive',
      startedAt: '2026-11-25T14:00:14.000Z',
      step: 'replay',
      backupId: BACKUP,
      doneBytes: 4_000_000,
      totalBytes: 6_321_987,
    },
    last: null,
    runs: 0,
    failed: null,
  },
  story: STORY,
  buttons: { breakCopy: BREAK_COPY, queued: 1, blocked: null },
};

export function copyOf(kind: BreakKind, outcome: CopyState['outcome'], number: number): CopyState {
  return {
    id: `copy-${number}`,
    kind,
    label: BREAK_COPY.find((each) => each.kind === kind)?.label ?? kind,
    madeAt: '2026-11-25T14:00:20.000Z',
    address: `s3://lab/copy-${number}/`,
    done: 'bit 3 of byte 123,456 of 4,321,987 was flipped',
    object: DATA,
    expected: ['archive-corrupt'],
    outcome,
  };
}

export const FOUND: CopyState['outcome'] = {
  kind: 'found',
  finding: { ...CORRUPT, object: DATA, place: CORRUPT.place ?? null },
  unknownBefore: [],
  verdict: 'damaged',
  report: DAMAGED,
  milliseconds: 1840,
};

const FAILOVERS: LabState['failover'] = {
  members: [
    { name: 'payments-1', role: 'standby', timeline: 3, lsn: '0/4000148', lagBytes: '0' },
    { name: 'payments-2', role: 'primary', timeline: 3, lsn: '0/4000148', lagBytes: null },
  ],
  state: 'healthy',
  commits: 1_234,
  runs: [
    {
      id: 'switchover-1',
      kind: 'switchover',
      startedAt: '2026-11-25T14:00:30.000Z',
      outcome: {
        kind: 'switched-over',
        primary: 'payments-2',
        before: 'payments-1',
        pauseMs: 412,
        states: ['healthy', 'switchover', 'healthy'],
        raised: [],
      },
    },
    {
      id: 'split-brain-1',
      kind: 'split-brain',
      startedAt: '2026-11-25T14:00:33.000Z',
      outcome: {
        kind: 'split',
        promoted: 'payments-1',
        goneOn: 'payments-2',
        provenAfterMs: 240,
        state: 'dual-writing',
        proof: 'payments-2 answered as a primary before and after payments-1 did, over one session.',
        fork: { timeline: 2, lsn: '0/3000148' },
        lost: {
          member: 'payments-2',
          counted: 57,
          atLeast: false,
          ledger: 57,
          same: true,
          newest: [{ transactionId: '901', committedAt: '2026-11-25 14:00:35.123+00', lsn: '0/3001F00' }],
        },
        messages: {
          slack: { text: 'payments: two primaries are writing <now>', body: '{ "blocks": [] }' },
          github: { title: 'payments: two primaries are writing', body: '## What happened', labels: ['incident'] },
          timeline: ['opened: two primaries are writing', 'resolved'],
        },
        resolvedAfterMs: 16_000,
      },
    },
  ],
};

const PROPOSALS: LabState['bot'] = {
  proposals: [
    {
      id: 'request-1',
      text: '/scale production/postgres-cluster instances=5',
      askedAt: '2026-11-25T14:00:36.000Z',
      outcome: {
        kind: 'proposed',
        milliseconds: 88,
        pullRequests: [
          {
            branch: 'postgres-ha/production/postgres-cluster',
            title: 'production/postgres-cluster: scale from 3 to 5 instances',
            verdict: 'needs-override',
            body: '- **Writes**: go on, <img src=x>\n\n### What changes\n\n| `instances` |\n',
            files: [
              {
                path: 'environments/production/postgres-cluster/cluster.yaml',
                role: 'intent',
                diff: '@@ -4,1 +4,1 @@\n-instances: 3\n+instances: 5',
                added: 1,
                removed: 1,
              },
            ],
          },
        ],
      },
    },
    {
      id: 'request-2',
      text: '/scal production/postgres-cluster instances=5',
      askedAt: '2026-11-25T14:00:37.000Z',
      outcome: { kind: 'refused', because: ['Found /scal, expected a command of this bot.'] },
    },
  ],
};

export const AFTER_STORY: LabState = {
  ...AT_WORK,
  version: 90,
  at: '2026-11-25T14:00:41.000Z',
  proof: {
    running: {
      of: 'copy-5',
      startedAt: '2026-11-25T14:00:38.000Z',
      step: 'content',
      backupId: BACKUP,
      doneBytes: 1_900_000,
      totalBytes: 6_321_987,
    },
    last: { report: PROVEN, startedAt: '2026-11-25T14:00:14.000Z', finishedAt: '2026-11-25T14:00:19.000Z' },
    runs: 5,
    failed: null,
  },
  copies: [
    copyOf('flipped-bit', FOUND, 1),
    copyOf('missing-wal', { kind: 'could-not-look', because: 'The copy could not be listed.' }, 2),
    copyOf(
      'truncated-wal',
      {
        kind: 'missed',
        because: 'No finding names the segment.',
        verdict: 'proven',
        report: PROVEN,
        milliseconds: 2100,
      },
      3,
    ),
    copyOf('flipped-bit', FOUND, 4),
    copyOf('wrong-wal', { kind: 'proving' }, 5),
    copyOf('damaged-page', { kind: 'waiting' }, 6),
  ],
  failover: FAILOVERS,
  bot: PROPOSALS,
  story: STORY.map((each) => ({ ...each, state: { kind: 'done', said: 'as expected' } })),
};
