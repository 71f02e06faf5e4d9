import { EXIT_CODES } from '@postgres-ha/command-line';
import { healthyEvidence } from '@postgres-ha/diagnosis/examples';
import { answerJson, answerStatus, exampleServer } from '@postgres-ha/kube-api/examples';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { run, temporaryDirectory } from './example-machine.ts';

const COMMANDS = ['', 'diagnose', 'status', 'bundle', 'verify', 'preflight'];
const CLUSTER = ['--namespace', 'shop', '--cluster', 'orders'];
const CHECKOUT = join(import.meta.dirname, '../../..');

describe('help', () => {
  test.each(COMMANDS)('of %s is as it was agreed', async (command) => {
    const { code, text } = await run([...command.split(' ').filter((word) => word !== ''), '--help']);
    expect(code).toBe(EXIT_CODES.ok);
    const name = command === '' ? 'doctor' : command;
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/help-${name}.txt`);
  });
});

describe('a command line', () => {
  test.each([
    { name: 'an option that there is not', args: ['diagnose', '--tokn=s3cret'], says: "unknown option '--tokn'" },
    { name: 'no cluster', args: ['diagnose'], says: 'expected an environment such as production/postgres-cluster' },
    { name: 'half of a cluster', args: ['diagnose', '--namespace', 'shop'], says: 'no --cluster' },
    { name: 'a cluster twice', args: ['diagnose', 'production/x', ...CLUSTER], says: 'Leave one out.' },
    { name: 'a path', args: ['diagnose', 'environments/production/x'], says: '<environment>/<cluster>' },
    { name: 'no checkout', args: ['diagnose', 'production/x', '--root', '/nowhere'], says: 'no folder environments/' },
    {
      name: 'a timeout without a unit',
      args: ['diagnose', ...CLUSTER, '--timeout', '30'],
      says: '--timeout: found "30"',
    },
    {
      name: 'no kubeconfig',
      args: ['diagnose', ...CLUSTER, '--kubeconfig', '/nowhere'],
      says: 'the kubeconfig cannot be used',
    },
    { name: 'no recording', args: ['diagnose', '--evidence', '/nowhere'], says: 'found ENOENT' },
    {
      name: 'a recording of a cluster',
      args: ['diagnose', 'production/x', '--evidence', '/x'],
      says: '--evidence: found a cluster as well',
    },
    {
      name: 'an address that is none',
      args: ['status', ...CLUSTER, '--prometheus', 'prometheus'],
      says: '--prometheus: found',
    },
    {
      name: 'preflight of a cluster that is no one’s',
      args: ['preflight', 'production/nobody', '--root', CHECKOUT],
      says: 'production/postgres-cluster',
    },
  ])('with $name is refused, and nothing is looked at', async ({ args, says }) => {
    const { code, text } = await run(args);
    expect(code).toBe(EXIT_CODES.badInput);
    expect(text).toContain(says);
    expect(text).not.toContain('s3cret');
  });
});

describe('recorded evidence', () => {
  const recorded = () => {
    const directory = temporaryDirectory();
    return { ...directory, file: directory.write('evidence.json', JSON.stringify(healthyEvidence())) };
  };

  test('is judged as it was, and nobody is asked', async () => {
    using directory = recorded();
    const { file } = directory;
    const { code, text, json } = await run(['diagnose', '--evidence', file, '--kubeconfig', '/nowhere']);
    expect(text).toContain('Nothing is wrong: every check saw what it needs.');
    expect(code).toBe(EXIT_CODES.ok);
    expect(json).toMatchObject({ document: 'postgres-ha-doctor/diagnosis/1' });
  });

  test('is shown as a status', async () => {
    using directory = recorded();
    const { file } = directory;
    const { code, text } = await run(['status', '--evidence', file]);
    expect(code).toBe(EXIT_CODES.ok);
    expect(text).toContain('postgres-cluster');
  });

  test('is packed into a bundle, the same each time, and into no file that is there', async () => {
    using directory = recorded();
    const { file } = directory;
    const bundle = (name: string) =>
      run(['bundle', '--evidence', file, '--output', name], { workingDirectory: directory.path });
    const { code, text } = await bundle('one.tar.gz');
    expect({ code, text }).toMatchObject({ code: EXIT_CODES.ok });
    for (const name of ['diagnosis.txt', 'status.txt', 'evidence.json', 'objects/Pod.yaml'])
      expect(text).toContain(name);
    await bundle('two.tar.gz');
    const bytes = (name: string) => readFileSync(join(directory.path, name));
    expect(bytes('one.tar.gz').equals(bytes('two.tar.gz'))).toBe(true);
    expect(await bundle('one.tar.gz')).toMatchObject({ code: EXIT_CODES.badInput });
  });

  test.each([
    { name: 'another format', content: '{"format": "postgres-ha-evidence/0"}', says: 'postgres-ha-evidence/0' },
    { name: 'no JSON', content: 'half of', says: 'no format' },
    { name: 'nothing of it', content: 'null', says: 'no format' },
  ])('of $name is refused', async ({ content, says }) => {
    using directory = temporaryDirectory();
    const { code, text } = await run(['diagnose', '--evidence', directory.write('evidence.json', content)]);
    expect(code).toBe(EXIT_CODES.badInput);
    expect(text).toContain(says);
  });

  test('that was cut is unknown, and never fine', async () => {
    using directory = temporaryDirectory();
    const file = directory.write('evidence.json', JSON.stringify({ format: 'postgres-ha-evidence/1' }));
    const { code, text } = await run(['diagnose', '--evidence', file]);
    expect(code).toBe(EXIT_CODES.couldNotLook);
    expect(text).toContain('Not readable in this evidence');
  });
});

test('what was left out of the evidence is said once in a bundle', async () => {
  using directory = temporaryDirectory();
  const left = 'certificate that postgres-cluster-rw-1 shows: timeout: after 5 s';
  const file = directory.write('evidence.json', JSON.stringify({ ...healthyEvidence(), cut: [left] }));
  await run(['bundle', '--evidence', file, '--output', 'one.tar.gz'], { workingDirectory: directory.path });
  const content = gunzipSync(readFileSync(join(directory.path, 'one.tar.gz'))).toString('latin1');
  const manifest = content.slice(0, content.indexOf('diagnosis.txt\0'));
  expect(manifest.split(left)).toHaveLength(2);
});

test('nothing that looks like a credential is in a bundle, wherever it stood', async () => {
  using directory = temporaryDirectory();
  const healthy = healthyEvidence();
  const line = 'connection postgresql://app:hunter2hunter2@db:5432/app refused, password=hunter2hunter2';
  const file = directory.write(
    'evidence.json',
    JSON.stringify({
      ...healthy,
      logs: [
        {
          ...{ namespace: 'link-services', pod: 'postgres-cluster-1', container: 'postgres', previous: false },
          lines: { kind: 'seen', value: [line] },
        },
      ],
    }),
  );
  const options = { workingDirectory: directory.path };
  const { text } = await run(['bundle', '--evidence', file, '--output', 'one.tar.gz'], options);
  expect(text).toContain('logs/link-services/postgres-cluster-1/postgres.log');
  const content = gunzipSync(readFileSync(join(directory.path, 'one.tar.gz'))).toString('latin1');
  expect(content).toContain('refused');
  expect(content).not.toContain('hunter2');
});

describe('a look that cannot be taken', () => {
  test.each(['diagnose', 'status', 'verify'])('by %s is unknown: 3', async (command) => {
    await using server = await exampleServer({
      answer: (_request, response) => {
        answerStatus(response, 403, 'nobody');
      },
    });
    const { code } = await run(
      [command, ...CLUSTER, '--no-job']
        .filter((word) => command !== 'status' || word !== '--no-job')
        .concat('--kubeconfig', server.kubeconfig),
    );
    expect(code).toBe(EXIT_CODES.couldNotLook);
  });

  test('from an API server that hangs ends in its time', async () => {
    await using server = await exampleServer({ answer: () => undefined });
    const { code } = await run(['diagnose', ...CLUSTER, '--timeout', '1s', '--kubeconfig', server.kubeconfig]);
    expect(code).toBe(EXIT_CODES.couldNotLook);
  });

  test('is recorded too, and never over another file', async () => {
    await using server = await exampleServer({
      answer: (_request, response) => {
        answerJson(response, {});
      },
    });
    using directory = temporaryDirectory();
    const record = () =>
      run(['diagnose', ...CLUSTER, '--record', 'evidence.json', '--kubeconfig', server.kubeconfig], {
        workingDirectory: directory.path,
      });
    expect((await record()).code).not.toBe(EXIT_CODES.badInput);
    const first = directory.read('evidence.json');
    expect(JSON.parse(first)).toMatchObject({ format: 'postgres-ha-evidence/1', target: { namespace: 'shop' } });
    const asked = server.requests.length;
    expect(await record()).toMatchObject({ code: EXIT_CODES.badInput });
    expect(server.requests.length).toBe(asked);
    expect(directory.read('evidence.json')).toBe(first);
  });
});

test('nothing that looks like a credential is in a recording, wherever it stood', async () => {
  const phaseReason = "postgresql://app:hunter2hunter2@db:5432/app refused: ALTER ROLE app PASSWORD 'hunter2hunter2'";
  await using server = await exampleServer({
    answer: ({ path }, response) => {
      const metadata = { name: 'orders', namespace: 'shop' };
      const cluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata, status: { phaseReason } };
      answerJson(response, path.endsWith('/clusters/orders') ? cluster : {});
    },
  });
  using directory = temporaryDirectory();
  await run(['diagnose', ...CLUSTER, '--record', 'evidence.json', '--kubeconfig', server.kubeconfig], {
    workingDirectory: directory.path,
  });
  const text = directory.read('evidence.json');
  expect(text).toContain('refused');
  expect(text).not.toContain('hunter2');
});
