import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARCHIVED, temporaryDirectory } from './example-machine.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly env?: Readonly<Record<string, string>>;
  readonly script?: string;
  /** Called with everything on standard error so far. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Starts the command as a process of its own, with nothing of this one's environment that could lead it elsewhere. */
function command(args: readonly string[], { env = {}, script = 'main.ts', onStderr }: Running = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
      cwd: '/',
      env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (stream === 'stderr') onStderr?.(output.stderr, (signal) => child.kill(signal));
      });
    }
    child.on('error', reject).on('close', (code) => {
      resolve({ code, ...output });
    });
  });
}

describe('the command itself', () => {
  test('prints what it found on standard output, and bad input on standard error, with the exit code of each', async () => {
    const [known, bad] = await Promise.all([command(['explain', 'proven']), command(['run', 'gs://bucket'])]);
    expect(known).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^proven\n/) as unknown });
    expect(bad).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^address: found /) as unknown });
  });

  test('with --json prints one JSON document and nothing else, for bad input too', async () => {
    const { code, stdout, stderr } = await command(['run', 'gs://bucket', '--json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ problems: [{ where: 'address' }] });
  });

  test('a reader that goes away, as head does, is no finding and no failure', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'explain'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('a fault that nobody waited for is unknown, not damage, and tells no secret', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const { code, stdout, stderr } = await command(['run', archive.path, '--level', 'L2', '--json'], {
      script: 'crashing-run.ts',
      env: { AWS_SECRET_ACCESS_KEY: 'planted-secret-of-someone' },
    });
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'backup-verifier: nobody waited for this, [redacted]\n' });
    expect(JSON.parse(stdout)).toEqual({ problem: 'backup-verifier: nobody waited for this, [redacted]' });
  });

  test('without a terminal shows no progress and no colour', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const { stdout, stderr } = await command(['catalog', archive.path], { env: { FORCE_COLOR: '1' } });
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

describe('a run that is told to stop', () => {
  const interrupted = async (args: readonly string[], signals: readonly NodeJS.Signals[]): Promise<Ended> => {
    using archive = temporaryDirectory(ARCHIVED);
    let sent = false;
    return await command(['run', archive.path, '--level', 'L2', ...args], {
      script: 'interrupted-run.ts',
      onStderr: (text, kill) => {
        if (sent || !text.includes('proving\n')) return;
        sent = true;
        signals.forEach(kill);
      },
    });
  };

  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'by %s disposes of everything, and what is not finished is unknown',
    async (signal) => {
      const { code, stdout, stderr } = await interrupted([], [signal]);
      expect({ code, stderr }).toEqual({ code: 3, stderr: 'proving\ndisposed\n' });
      expect(stdout).toMatch(/^postgres-cluster: UNKNOWN: /);
    },
  );

  test('twice at once, as by npm, still disposes of everything', async () => {
    expect(await interrupted([], ['SIGINT', 'SIGINT', 'SIGTERM'])).toMatchObject({
      code: 3,
      stderr: 'proving\ndisposed\n',
    });
  });

  test('prints one JSON document', async () => {
    expect(JSON.parse((await interrupted(['--json'], ['SIGTERM'])).stdout)).toMatchObject({ overall: 'unknown' });
  });

  test('by its time limit ends in the same way', async () => {
    const { code, stdout } = await interrupted(['--timeout', '1s'], []);
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: expect.stringMatching(/^postgres-cluster: UNKNOWN: /) as unknown,
    });
  });
});

describe('credentials', () => {
  const SECRET = 'planted/secret+of0123456789abcdefghijklm';
  const TOKEN = 'plantedtokenplantedtokenplantedtoken==';
  const ID = 'AKIAPLANTEDPLANTED00';
  const env = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN, DEBUG: '*' };

  /** A server that refuses, and says everything that it was told: headers, and what a careless one may know of the secret. */
  const talkative = async (
    status: number,
  ): Promise<AsyncDisposable & { readonly url: string; readonly asked: () => number }> => {
    let asked = 0;
    const server = createServer(({ headers }, response) => {
      asked += 1;
      const told = `${JSON.stringify(headers)} ${SECRET} ${TOKEN}`.replace(/[<>&]/g, ' ');
      response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': SECRET });
      response.end(`<Error><Code>AccessDenied</Code><Message>${told}</Message></Error>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      asked: () => asked,
      [Symbol.asyncDispose]: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => {
            resolve();
          });
        }),
    };
  };

  test.each([
    { name: 'in a report', args: [] },
    { name: 'in JSON', args: ['--json'] },
  ])('are never printed $name, though the server says them', async ({ args }) => {
    await using server = await talkative(403);
    const { code, stdout, stderr } = await command(
      ['run', 's3://bucket/path', '--endpoint', server.url, '--level', 'L2', ...args],
      { env },
    );
    expect(server.asked()).toBeGreaterThan(0);
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('s3:ListBucket');
    expect(stdout + stderr).not.toMatch(/planted/i);
  });

  test('are never printed for bad input that quotes them', async () => {
    const { code, stdout, stderr } = await command(['run', 's3://bucket', '--region', SECRET, '--server', TOKEN], {
      env,
    });
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/planted/i);
  });
});
