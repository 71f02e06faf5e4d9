/** One whole run, in a process of its own that says a word at each step, so that a test can kill it there. */
import { timelineId, lsn } from '@postgres-ha/postgres-storage';
import { createScratch, findPostgresBinaries, replay } from '../index.ts';
import { archiveOf, restoreBackup } from './restoring.ts';

interface Run {
  readonly parent: string;
  readonly runId: string;
  readonly binDirectory: string;
  readonly archive: string;
  readonly lsn: string;
  readonly backup: { readonly data: string; readonly tablespaces: readonly (readonly [number, string])[] };
}

const run = JSON.parse(process.env['RUN'] ?? '') as Run;
const signal = AbortSignal.timeout(900_000);
/** What a run is about to do, or has done. */
export type KilledRunStep = 'claimed' | 'member' | 'wal' | 'inspect' | 'done';

/** Waits until the word is out, as the process may end with the next one. */
const say = (word: KilledRunStep): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(word, () => {
      resolve();
    });
  });
const source = {
  archive: run.archive,
  backup: { ...run.backup, tablespaces: new Map(run.backup.tablespaces) },
};

const binaries = await findPostgresBinaries([run.binDirectory], { signal });
const scratch = await createScratch({ parent: run.parent, runId: run.runId, signal });
await say('claimed');
await restoreBackup(scratch, source, {
  tamper: async function* (events) {
    for await (const event of events) {
      if (event.kind === 'member') await say('member');
      yield event;
    }
  },
});
const serve = archiveOf(scratch, source);
await replay(scratch, {
  binaries,
  stops: [{ kind: 'lsn', lsn: lsn(BigInt(run.lsn)) }],
  timeline: timelineId(2),
  requestWal: async (fileName, own) => {
    await say('wal');
    return serve(fileName, own);
  },
  inspect: () => say('inspect'),
  pages: 'check',
  signal,
});
for (;;) await say('done');
