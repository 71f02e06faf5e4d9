import type { ArchivedBackup } from '@postgres-ha/backup-catalog';
import type { Progress, Step } from './options.ts';
import type { Way } from './way.ts';

/** Counts what is read, and tells how far the work on one backup is. */
export interface Meter {
  readonly onBytes: (count: number) => void;
  readonly onStep: (step: Step) => void;
  readonly bytes: () => number;
}

export interface Metered {
  readonly backup: ArchivedBackup;
  readonly way: Way;
}

export function createMeter({ backup, way }: Metered, onProgress: ((progress: Progress) => void) | undefined): Meter {
  const totals: Readonly<Record<Step, number>> = {
    content: sum(backup.archives.map(({ object }) => object.sizeBytes)),
    wal: sum(way.segments.map(({ object }) => object.sizeBytes)),
    replay: 0,
  };
  let step: Step = 'content';
  let done = 0;
  let all = 0;
  const tell = (): void => {
    onProgress?.({ kind: 'backup', backupId: backup.id, step, doneBytes: done, totalBytes: totals[step] });
  };
  return {
    onBytes: (count) => {
      done += count;
      all += count;
      tell();
    },
    onStep: (next) => {
      step = next;
      done = 0;
      tell();
    },
    bytes: () => all,
  };
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
