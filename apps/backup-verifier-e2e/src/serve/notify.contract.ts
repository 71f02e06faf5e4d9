import { eventually, needPart } from '@postgres-ha/testkit';
import { FAKE_SLACK_CHANNEL, FAKE_SLACK_TOKEN, startFakeSlack, type FakeSlack } from '@postgres-ha/testkit/fake-slack';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from '../archives/archive-spec.ts';
import { archiveParts, makeArchives } from '../archives/make-archives.ts';
import { openArchive, type Archive } from '../archives/open-archive.ts';
import { startWorker, type ServedWorker } from './served-worker.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');
const SOON = { timeoutMs: 300_000, intervalMs: 50 } as const;

describe.skipIf(absent)(`serve, with somebody to tell${note}`, () => {
  let archive: Archive;
  let directory: string;
  const running: ServedWorker[] = [];

  beforeAll(async () => {
    archive = await openArchive(archiveOf(17, '3.20', { data: 'gzip', wal: 'gzip' }), await makeArchives());
    directory = await mkdtemp(join(tmpdir(), 'pgha-notify-'));
  });
  afterEach(async () => {
    for (const worker of running.splice(0)) {
      worker.signal('SIGKILL');
      await worker.ended;
    }
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
    await archive[Symbol.asyncDispose]();
  });

  /** Looks every second, as far as reading. */
  async function start(slack: FakeSlack): Promise<ServedWorker> {
    const [policy, notify] = [join(directory, 'policy.yaml'), join(directory, 'notify.yaml')];
    await writeFile(
      policy,
      JSON.stringify({
        cluster: { namespace: 'shop', name: archive.server, postgresql: 17 },
        archive: {
          destination: archive.directory,
          serverName: archive.server,
          objectStore: 'backups',
          encryption: 'none',
          retention: '30d',
        },
        schedule: { cron: '* * * * * *', timeZone: 'UTC' },
        newestBackupMaxAgeSeconds: 864_000,
      }),
    );
    await writeFile(
      notify,
      JSON.stringify({
        sinks: [{ kind: 'slack', channel: FAKE_SLACK_CHANNEL, token: { env: 'SLACK_TOKEN' }, url: slack.url }],
      }),
    );
    const outbox = join(directory, 'outbox');
    const worker = startWorker(['--policy', policy, '--level', 'L2', '--notify', notify, '--outbox', outbox], {
      SLACK_TOKEN: FAKE_SLACK_TOKEN,
    });
    running.push(worker);
    return worker;
  }

  test('posts damage once, though Slack was out and the worker was killed, and says in that post when it is over', async () => {
    let isOut = true;
    await using slack = await startFakeSlack({
      faultOf: () => (isOut ? { kind: 'answer', status: 503 } : undefined),
    });
    const object = join(archive.directory, archive.server, 'base', archive.last.id, 'data.tar.gz');
    await rename(object, join(directory, 'kept'));
    const first = await start(slack);
    await first.line('incident-not-told');
    isOut = false;
    await first.line('incident-told');
    expect(slack.messages()).toHaveLength(1);
    expect(JSON.stringify(slack.messages())).toContain(archive.last.id);
    first.signal('SIGKILL');
    await first.ended;

    const second = await start(slack);
    await second.line('run-finished');
    await second.line('run-finished', { from: second.lines().length });
    expect(slack.posted()).toBe(1 + slack.replies(slack.messages()[0]?.ts ?? '').length);
    const open = JSON.stringify(slack.messages());
    const from = second.lines().length;
    await rename(join(directory, 'kept'), object);
    await second.line('incident-told', { from });
    const ended = await eventually(
      'a post that says that it is over',
      () => Promise.resolve(slack.messages().find((each) => JSON.stringify([each]) !== open)),
      SOON,
    );
    expect(slack.messages()).toHaveLength(1);
    expect(JSON.stringify(ended)).toMatch(/resolved|over/i);
    expect(await second.metric(`backup_verifier_notifications_waiting{sink="slack:${FAKE_SLACK_CHANNEL}"}`)).toBe(0);
    second.signal('SIGTERM');
    const { code, stderr } = await second.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const printed = JSON.stringify([first.lines(), second.lines()]);
    expect(printed).not.toContain(FAKE_SLACK_TOKEN);
  });
});
