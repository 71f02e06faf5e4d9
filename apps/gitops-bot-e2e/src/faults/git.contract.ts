import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pullRequestsOfBot } from './claims.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { commandScenario } from './scenario.ts';
import { settle } from './settle.ts';

const run = promisify(execFile);
/** The application, as a process. */
const POSTGRES_HA = fileURLToPath(new URL('../../../render/src/main.ts', import.meta.url));

test.each(COMMAND_CASES)(
  '$name: fetched with git, only the lines that were asked for differ, and `postgres-ha render` changes nothing',
  async (given) => {
    await using begun = await commandScenario(given).begin();
    const { world } = begun;
    await settle(world);
    const [pull] = pullRequestsOfBot(world);
    const directory = await mkdtemp(join(tmpdir(), 'fetched-change-'));
    try {
      const git = async (...args: readonly string[]): Promise<string> => {
        const { stdout, stderr } = await run('git', ['-C', directory, ...args]);
        return `${stdout}${stderr}`;
      };
      await world.people.exportTo(join(directory, 'there.git'));
      expect(await git('-C', 'there.git', 'fsck', '--strict', '--no-dangling')).toBe('');
      await git('clone', '--quiet', 'there.git', 'here');
      const here = join(directory, 'here');
      await git('-C', 'here', 'fetch', '--quiet', 'origin', `refs/pull/${pull?.number ?? 0}/head`);
      await git('-C', 'here', 'checkout', '--quiet', 'FETCH_HEAD');
      for (const [path, wanted] of Object.entries(given.lines)) {
        const diff = await git('-C', 'here', 'diff', '--unified=0', 'origin/main', 'HEAD', '--', path);
        const lines = diff.split('\n').filter((line) => /^[+-](?![+-]{2} )/.test(line));
        expect(lines.map((line) => line.replace(/'\d{4}-\d\d-\d\dT[\d:.]+Z'/, "'<moment>'"))).toEqual(wanted);
      }
      await run(process.execPath, [POSTGRES_HA, 'render', '--root', here]);
      expect(await git('-C', 'here', 'status', '--porcelain')).toBe('');
      expect(await readFile(join(here, 'README.md'), 'utf8')).toBe('Databases\n');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
);
