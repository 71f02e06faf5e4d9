import { expect, test } from 'vitest';
import { freeze, SMALL_SERVER, startPostgres } from './index.ts';
import { startWriter } from './ledger-writer.ts';
import { createLedger } from './ledger.ts';

test(
  'without its postmaster open sessions go on, a frozen tree does nothing, and both go on where they were',
  { timeout: 300_000 },
  async () => {
    await using server = await startPostgres({ major: 17, settings: SMALL_SERVER, segmentSizeBytes: 2 ** 20 });
    await createLedger(server);
    await using writer = await startWriter(server, { name: 'orders' });
    await writer.reaches(1);

    const postmaster = await freeze(server, 'postmaster');
    await writer.reaches(writer.acknowledged.length + 10);
    const newcomer = server.value('SELECT 1');
    await writer.reaches(writer.acknowledged.length + 10);
    await postmaster.thaw();
    expect(await newcomer).toBe('1');

    const tree = await freeze(server, 'tree');
    const before = writer.acknowledged.length;
    await expect(writer.reaches(before + 2, { signal: AbortSignal.timeout(200) })).rejects.toThrow();
    expect(writer.inDoubt()).toBe(writer.acknowledged.length + 1);
    await tree.thaw();
    await writer.reaches(before + 10);
    expect(writer.failure()).toBeUndefined();

    // what is frozen can be ended all the same
    await freeze(server, 'postmaster');
  },
);
