import { bytesInWords, counted } from '@postgres-ha/proof-report';
import type { LabState } from '../lab-state.ts';
import type { StepOutcome } from './tell-proof.ts';

/** Of the servers, which must both run, the standby behind the primary. */
export function tellServers({ servers, writers }: LabState): StepOutcome {
  const primary = servers.find(({ role, state }) => role === 'primary' && state === 'running');
  const standby = servers.find(({ role, state }) => role === 'standby' && state === 'running');
  if (primary === undefined || standby?.lag == null || writers.commits === 0) {
    const seen = servers.map(({ name, state }) => `${name} ${state}`).join(', ');
    return {
      kind: 'failed',
      expected: 'a primary that applications write to, and a standby that streams from it',
      found: `${seen === '' ? 'no server' : seen}, ${counted(writers.commits, 'commit')}`,
    };
  }
  const said = `PostgreSQL ${primary.major} runs: primary on ${primary.address ?? ''}, standby on ${standby.address ?? ''}.`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: said },
      {
        kind: 'text',
        text:
          `The standby follows by streaming replication, ${bytesInWords(standby.lag.bytes)} behind. ` +
          `${counted(writers.sessions, 'session')} place orders, about ${writers.commitsPerSecond} commits a second, and a canary row gets the time ten times a second.`,
      },
    ],
  };
}

/** Of a base backup, as the archive shows it. */
export function tellBackup({ archive }: LabState, id: string): StepOutcome {
  const backup = archive.backups.find((each) => each.id === id);
  const said = `${id} lies in ${archive.address ?? ''}${backup === undefined ? '' : `, ${bytesInWords(backup.bytes)} as stored`}.`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: said },
      {
        kind: 'text',
        text: 'A copy of all files of the running primary, one compressed tar, in the form that Barman Cloud and CloudNativePG write.',
      },
    ],
  };
}

/** Of WAL that has come since the base backup. */
export function tellArchiving({ archive }: LabState, segments: number): StepOutcome {
  const newest = archive.newestWal === null ? '' : `, the newest is ${archive.newestWal.name}`;
  const said = `${counted(segments, 'WAL segment')} came since the backup${newest}.`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: said },
      {
        kind: 'text',
        text: `Every change is in the WAL, and PostgreSQL sends each segment to the archive. From a base backup and the WAL behind it every moment can be had again, if none of it is damaged or missing. The archive: ${counted(archive.objects, 'object')}, ${bytesInWords(archive.bytes)}.`,
      },
    ],
  };
}
