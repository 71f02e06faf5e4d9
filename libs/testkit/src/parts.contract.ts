import { describe, expect, test } from 'vitest';
import { needPart } from './missing-part.ts';
import { barmanPart, motoPart, postgresToolsPart } from './parts.ts';
import { runCommand } from './run-command.ts';

describe.each(['3.19', '3.20'] as const)('Barman %s', (series) => {
  const part = barmanPart(series);
  const need = needPart(part);

  test.skipIf(need.absent)(`each program runs and is of its series${need.note}`, async () => {
    for (const program of ['backup', 'restore', 'wal-archive', 'wal-restore']) {
      const { stdout } = await runCommand(`${part.directory}/bin/barman-cloud-${program}`, ['--version']);
      expect(stdout).toContain(` ${series}.`);
    }
  });
});

describe.each([16, 17, 18] as const)('PostgreSQL %s', (major) => {
  const part = postgresToolsPart(major);
  const need = needPart(part);

  test.skipIf(need.absent)(`server and tools are of one release${need.note}`, async () => {
    const releases = new Set<string>();
    for (const program of ['postgres', 'pg_waldump', 'pg_checksums', 'pg_controldata', 'psql', 'pg_amcheck']) {
      const { stdout } = await runCommand(`${part.directory}/bin/${program}`, ['--version']);
      releases.add(/\(PostgreSQL\) (\S+)/.exec(stdout)?.[1] ?? stdout);
    }
    expect([...releases]).toEqual([expect.stringMatching(new RegExp(`^${major}\\.`))]);
  });
});

describe('moto', () => {
  const part = motoPart();
  const need = needPart(part);

  test.skipIf(need.absent)(`the server runs${need.note}`, async () => {
    const { stdout } = await runCommand(`${part.directory}/bin/moto_server`, ['--help']);
    expect(stdout).toContain('--port');
  });
});
