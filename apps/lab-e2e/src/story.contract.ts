import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { eventually } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { leftBy, NOBODY, processesIn, runLab, type EndedLab, type RunningLab } from './running-lab.ts';

const isRoot = process.getuid?.() === 0;

async function nothingLeft(lab: RunningLab): Promise<void> {
  const look = (): Promise<true | undefined> => Promise.resolve(leftBy(lab).length === 0 ? true : undefined);
  try {
    await eventually('the end of what it started', look, { timeoutMs: 300_000, intervalMs: 50 });
  } finally {
    // what is left says more than that something is
    expect(leftBy(lab)).toEqual([]);
  }
}

/** The story as it must be told, whoever runs it. */
function expectStory({ exitCode, stdout, stderr }: EndedLab): void {
  expect(stderr).toBe('');
  expect(exitCode, stdout).toBe(0);
  const steps = stdout.split('\n').filter((line) => /^\d+ {2}/.test(line));
  expect(steps).toHaveLength(12);
  expect(stdout.match(/PROVEN up to \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC/g)).toHaveLength(2);
  const words = stdout.replaceAll(/\s+/g, ' ');
  for (const finding of [
    /DAMAGED: page-damaged in orders\/base\/\w+\/data\.tar\.gz, base\/5\/\d+, block \d+/,
    /DAMAGED: wal-hole in orders\/wals\/\w+\/\w{24} /,
    /DAMAGED: wal-of-another-place in orders\/wals\/\w+\/\w{24}\.gz/,
  ]) {
    expect(words).toMatch(finding);
  }
  expect(words).toContain('of the archive are what they were before the copies were made.');
  expect(words).toMatch(/payments-2 took over from payments-1, and nothing was raised\./);
  expect(words).toMatch(
    /DUAL-WRITING: \d+ commits of payments-2 will be lost, exactly those that the application was promised\./,
  );
  expect(words).toContain('The pull request: "production/postgres-cluster: scale from 3 to 5 instances"');
  expect(words).toContain('cluster.yaml: -instances: 3 +instances: 5');
  expect(words).toContain('cluster.yaml: -primaryUpdateStrategy: unsupervised +primaryUpdateStrategy: supervised');
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  expect(stdout).not.toContain('\u001b');
}

test('`npm start -- --exit` tells its story to root and to an unprivileged user at the same time, and both leave nothing', async () => {
  await using first = runLab(['--exit'], { by: 'npm' });
  await using second = runLab(['--exit'], { by: 'npm', ...(isRoot && { user: NOBODY }) });
  const [one, other] = await Promise.all([first.ended(), second.ended()]);
  expectStory(one);
  expectStory(other);
  expect(leftBy(first)).toEqual([]);
  expect(leftBy(second)).toEqual([]);
});

test('a lab that is killed while it proves takes everything with it', async () => {
  await using lab = runLab([]);
  await lab.saying('The backup is proven');
  expect(leftBy(lab)).not.toEqual([]);
  lab.kill('SIGKILL');
  await lab.ended();
  await nothingLeft(lab);
});

test('what is left when its guards are killed too goes at the next start, which Ctrl-C then ends without a rest', async () => {
  await using lab = runLab([]);
  await lab.saying('A base backup is taken');
  const guards = processesIn(lab.temporaryDirectory).filter(({ command }) => command.includes('guard.sh'));
  expect(guards.length).toBeGreaterThan(2);
  for (const { pid } of guards) process.kill(pid, 'SIGKILL');
  lab.kill('SIGKILL');
  await lab.ended();
  const left = leftBy(lab);
  expect(left.filter((each) => each.startsWith('process'))).not.toEqual([]);

  await using next = runLab([], { temporaryDirectory: lab.temporaryDirectory });
  await next.saying('A database at work');
  expect(leftBy(next).filter((each) => left.includes(each))).toEqual([]);
  next.kill('SIGINT');
  const { exitCode, stdout, stderr } = await next.ended();
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('The lab was ended, and everything is removed.');
  expect(leftBy(next)).toEqual([]);
});

test('a lab that cannot have its port says so, ends with 3, and leaves nothing', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  try {
    await using lab = runLab(['--exit', '--port', String(port)]);
    const { exitCode, stderr } = await lab.ended();
    expect(exitCode).toBe(3);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`port ${port}`);
    expect(leftBy(lab)).toEqual([]);
  } finally {
    taken.close();
  }
});

test('an option that does not exist ends with 2, and nothing is started', async () => {
  await using lab = runLab(['--prot', '80']);
  const { exitCode, stdout, stderr } = await lab.ended();
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('found --prot, expected');
});
