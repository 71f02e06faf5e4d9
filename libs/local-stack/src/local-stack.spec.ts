import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startPostgres, startStandby, takeBaseBackup } from './index.ts';
import { memoryStore } from './memory-store.ts';

test(
  'a primary, its standby, their archive over two timelines and base backups of both leave nothing behind',
  { timeout: 300_000 },
  async () => {
    const store = memoryStore();
    const archive = { store, serverName: 'orders' };
    const homes: string[] = [];
    {
      await using primary = await startPostgres({
        major: 17,
        tablespaces: ['fast'],
        archive,
        settings: { work_mem: '5MB' },
      });
      expect(await primary.value('SHOW work_mem')).toBe('5MB');
      await primary.query('CREATE TABLE sold TABLESPACE fast AS SELECT n FROM generate_series(1, 1000) AS n');
      const first = await primary.switchWal();
      expect(first).toBe('000000010000000000000001');

      await using standby = await startStandby(primary, { archive });
      homes.push(dirname(primary.directory), dirname(standby.directory));
      expect(await standby.value('SELECT count(*) FROM sold')).toBe('1000');
      await expect(standby.query('INSERT INTO sold VALUES (0)')).rejects.toMatchObject({ code: '25006' });

      const backup = await takeBaseBackup(primary, {
        ...archive,
        name: 'backup-20261125182819',
        maxArchiveSizeBytes: 2_000_000,
      });
      expect(backup.tars.map((key) => key.slice(backup.prefix.length))).toEqual([
        expect.stringMatching(/^\d+\.tar\.gz$/),
        'data.tar.gz',
        'data_0001.tar.gz',
      ]);
      expect(backup.info).toMatchObject({ status: 'DONE', timeline: 1, begin: { offsetBytes: 40 } });

      await primary.stop('fast');
      await appendFile(join(primary.directory, 'postgresql.conf'), `shared_preload_libraries = 'no_such_library'\n`);
      // what does not start says so with the end of its log
      await expect(primary.start()).rejects.toThrow(/ended before it took connections[^]*no_such_library/);

      await standby.promote();
      expect(await standby.switchWal()).toMatch(/^00000002/);
      await standby.archived('00000002.history');
      const second = await takeBaseBackup(standby, { ...archive, compression: 'none' });
      expect(second.info.timeline).toBe(2);

      const wals = [...store.objects.keys()].filter((key) => key.startsWith('orders/wals/'));
      expect(wals).toContain(`orders/wals/0000000100000000/${first}.gz`);
      expect(wals).toContain(`orders/wals/0000000100000000/${backup.info.end?.segment ?? ''}.gz`);
      expect(wals).toContain('orders/wals/00000002.history.gz');
      expect(wals).toContainEqual(expect.stringMatching(/^orders\/wals\/0000000100000000\/\w+\.partial\.gz$/));
      expect(wals).toContainEqual(expect.stringMatching(/^orders\/wals\/0000000100000000\/\w+\.00000028\.backup\.gz$/));
    }
    expect(homes.filter((home) => existsSync(home))).toEqual([]);
  },
);
