import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually, runCommand } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { removeAbandonedDirectories } from './claimed-directory.ts';

const START = `
  const { startPostgres } = await import(process.argv[1]);
  const server = await startPostgres({ major: 17 });
  process.stdout.write(server.directory);
  setInterval(() => {}, 1000);
`;

interface Abandoned {
  readonly home: string;
  readonly postmaster: number;
}

/** A server whose starter still runs. */
async function startElsewhere(): Promise<Abandoned & { readonly kill: () => Promise<void> }> {
  const index = new URL('index.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', START, index], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [directory] = (await once(child.stdout, 'data')) as [Buffer];
  const pidFile = readFileSync(join(directory.toString(), 'postmaster.pid'), 'utf8');
  return {
    home: dirname(directory.toString()),
    postmaster: Number(pidFile.split('\n')[0]),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function guardsOf(home: string): Promise<readonly number[]> {
  const { stdout } = await runCommand('ps', ['-A', '-o', 'pid=,args=']);
  const lines = stdout.split('\n').filter((line) => line.includes('guard.sh') && line.includes(home));
  return lines.map((line) => Number.parseInt(line, 10));
}

/** What has ended but was not waited for does not run. */
async function runs(pid: number): Promise<boolean> {
  const { stdout } = await runCommand('ps', ['-o', 'stat=', '-p', String(pid)]);
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

async function whatIsLeft({ home, postmaster }: Abandoned): Promise<readonly string[]> {
  return [...(existsSync(home) ? ['directory'] : []), ...((await runs(postmaster)) ? ['server'] : [])];
}

test(
  'a server is left alone while its starter runs, and does not outlive it when that is killed',
  { timeout: 300_000 },
  async () => {
    const server = await startElsewhere();
    await removeAbandonedDirectories();
    expect(await whatIsLeft(server)).toEqual(['directory', 'server']);
    await server.kill();
    const nothingLeft = async (): Promise<true | undefined> =>
      (await whatIsLeft(server)).length === 0 ? true : undefined;
    await eventually('the end of the server', nothingLeft, { timeoutMs: 250_000, intervalMs: 20 });
  },
);

test(
  'what is left when the guard is killed as well goes when the next directory is claimed',
  { timeout: 300_000 },
  async () => {
    const server = await startElsewhere();
    const guards = await guardsOf(server.home);
    expect(guards).toHaveLength(1);
    for (const guard of guards) process.kill(guard, 'SIGKILL');
    await server.kill();
    expect(await whatIsLeft(server)).toEqual(['directory', 'server']);
    await removeAbandonedDirectories();
    expect(await whatIsLeft(server)).toEqual([]);
  },
);
