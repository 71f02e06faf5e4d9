import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ARCHIVED, temporaryDirectory } from '../example-machine.ts';
import { policyText } from './example-worker.ts';

/** Starts a worker whose run never ends, as a process of its own, and waits until that run has begun. */
async function stubborn(
  directory: string,
  policy: string,
  { grace }: { readonly grace: string },
): Promise<{
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly code: unknown; readonly events: readonly string[] }>;
}> {
  const { PATH = '' } = process.env;
  const script = join(import.meta.dirname, '../stubborn-worker.ts');
  const options = ['--listen', '127.0.0.1:0', '--level', 'L2', '--run-at-start', '--grace', grace];
  const child = spawn(process.execPath, [script, 'serve', '--policy', policy, ...options], {
    cwd: directory,
    env: { PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const closed = once(child, 'close').then(([code]: unknown[]) => ({ code, events: eventsOf(stdout) }));
  await Promise.race([once(child.stderr, 'data'), closed]);
  return { kill: (signal) => child.kill(signal), ended: closed };
}

function eventsOf(stdout: string): readonly string[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly event: string }).event);
}

test('a run that does not end when it is told to is left behind after the grace, and the code says so', async () => {
  using archive = temporaryDirectory(ARCHIVED);
  const policy = archive.write(
    'policy.yaml',
    policyText().replace('"destination":""', `"destination":"${archive.path}"`),
  );
  const worker = await stubborn(archive.path, policy, { grace: '1s' });
  worker.kill('SIGTERM');
  const { code, events } = await worker.ended;
  expect(code).toBe(3);
  expect(events.slice(-2)).toEqual(['worker-stopping', 'worker-abandoned']);
});

test('who asks a second time does not want to wait: it ends at once', async () => {
  using archive = temporaryDirectory(ARCHIVED);
  const policy = archive.write(
    'policy.yaml',
    policyText().replace('"destination":""', `"destination":"${archive.path}"`),
  );
  const worker = await stubborn(archive.path, policy, { grace: '10m' });
  worker.kill('SIGTERM');
  // Twice within a second is one request: npm and shells pass signals on.
  await wait(1200);
  worker.kill('SIGTERM');
  const { code, events } = await worker.ended;
  expect(code).toBe(3);
  expect(events.at(-1)).toBe('worker-stopping');
});
