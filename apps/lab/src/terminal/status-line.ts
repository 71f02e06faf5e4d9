import { bytesInWords } from '@postgres-ha/proof-report';
import type { LabState, RunningProof } from '../lab-state.ts';

/** What the lab does now, in one line; empty where that is nothing. */
export function statusLine({ archive, proof, writers }: LabState): string {
  if (proof.running !== null) return provingText(proof.running);
  if (archive.backingUp) return 'copying the files of the primary …';
  return `${writers.commits.toLocaleString('en-US')} commits, ${archive.objects} objects in the archive, newest WAL ${archive.newestWal?.name ?? 'none yet'}`;
}

const DOING: Readonly<Record<RunningProof['step'], string>> = {
  listing: 'listing the archive',
  content: 'reading the base backup',
  wal: 'reading WAL',
  replay: 'replaying WAL in a throw-away PostgreSQL',
  data: 'looking at the restored data',
};

function provingText({ of, step, doneBytes, totalBytes }: RunningProof): string {
  const what = of === 'archive' ? 'the archive' : of;
  const share = totalBytes === 0 ? '' : `, ${bytesInWords(doneBytes)} of ${bytesInWords(totalBytes)}`;
  return `proving ${what}: ${DOING[step]}${share}`;
}
