import { needPart, objectServerPart } from '@postgres-ha/testkit';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { attempt, type Attempt } from './attempt.ts';
import { accusationsOf, backupOf, doubtsOf, reportOf } from './expectations.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';

const need = needPart(objectServerPart());

const REASONS = [
  {
    ...{ name: 'a time limit', id: 'time-limit', reason: new DOMException('the time is over', 'TimeoutError') },
    at: ['content last', 'wal last', 'replay last'],
  },
  { name: 'an interruption', id: 'interrupted', reason: new Error('SIGTERM'), at: ['content last', 'replay last'] },
] as const;

describe.skipIf(need.absent)(`a run that is told to stop${need.note}`, () => {
  let archive: GoodArchive;
  let verifier: Verifier;
  let before: ReadonlyMap<string, string>;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    verifier = await startVerifier();
    before = await archive.fingerprints();
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    expect(await archive.fingerprints()).toEqual(before);
    await verifier[Symbol.asyncDispose]();
    await archive[Symbol.asyncDispose]();
  });

  /** Stops a run when `at` says so of what it tells of its progress. */
  async function stoppedAt(at: string, reason: unknown): Promise<Attempt> {
    const stop = new AbortController();
    const found = await attempt(archive, {
      options: {
        level: 'L4',
        scratch: { parent: verifier.scratch, binaries: verifier.binaries },
        signal: stop.signal,
        onProgress: (progress) => {
          const [step, id] = progress.kind === 'backup' ? [progress.step, progress.backupId] : [progress.kind, ''];
          const which = id === archive.first ? 'first' : id === archive.last ? 'last' : '';
          if (`${step} ${which}`.trim() === at) stop.abort(reason);
        },
      },
    });
    expect(await readdir(verifier.scratch)).toEqual([]);
    return found;
  }

  for (const { name, id, reason, at: steps } of REASONS) {
    test.each(steps)(`${name} at "%s" leaves everything unknown`, async (at) => {
      const found = await stoppedAt(at, reason);
      expect(accusationsOf(found)).toEqual([]);
      expect(reportOf(found).overall).toBe('unknown');
      for (const backup of [archive.first, archive.last]) expect(backupOf(found, backup).verdict.kind).toBe('unknown');
      expect(new Set(doubtsOf(found).map((doubt) => doubt.id))).toEqual(new Set([id]));
    });
  }

  test.each(['content first', 'wal first', 'replay first'])(
    'a time limit at "%s", of the second backup, leaves the proof of the one before as it is',
    async (at) => {
      const found = await stoppedAt(at, REASONS[0].reason);
      expect(accusationsOf(found)).toEqual([]);
      expect(reportOf(found).overall).toBe('unknown');
      expect(backupOf(found, archive.last).verdict).toMatchObject({ kind: 'proven', level: 'L4' });
      expect(backupOf(found, archive.first).verdict.kind).toBe('unknown');
      expect(new Set(doubtsOf(found).map(({ id }) => id))).toEqual(new Set(['time-limit']));
    },
  );
});
