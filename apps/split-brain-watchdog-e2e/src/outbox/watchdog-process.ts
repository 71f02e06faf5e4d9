import { setTimeout as wait } from 'node:timers/promises';
import { openGitHub } from '@postgres-ha/github-api';
import { githubSink, openOutbox, slackSink, startDispatch, textWithoutSecrets } from '@postgres-ha/notification';
import { jsonLog } from '@postgres-ha/worker-runtime';
import { systemDisk, type Disk } from '@postgres-ha/worker-runtime/disk';
import { FASTER, lifeClock } from './life-clock.ts';
import type { Sight } from './looks.ts';

/**
 * A watchdog without its eyes: asks what there is to see, tells it to Slack and GitHub, says when it is told, and asks again, until there is nothing
 * more. Says each file that it kept, and goes on when that was heard. Started, and killed, by told-life.ts.
 */
const [directory = '', world = '', slack = '', github = '', began = ''] = process.argv.slice(2);
const { SLACK_TOKEN = '', SLACK_CHANNEL = '', GITHUB_TOKEN = '', REPOSITORY = '', SETTLE_MS } = process.env;
/** Whoever started it may be gone. */
const MOST_MS = 120_000;

setTimeout(() => {
  process.stderr.write(`Not told after ${MOST_MS} ms: ${JSON.stringify(dispatch.status())}\n`);
  process.exit(3);
}, MOST_MS).unref();

let writing = 0;
const disk: Disk = {
  ...systemDisk(),
  write: async (path, text) => {
    writing += 1;
    await systemDisk().write(path, text);
    await fetch(`${world}/kept/${path.slice(directory.length + 1)}`, { method: 'POST' });
    writing -= 1;
  },
};
const { clock, sinkClock } = lifeClock(Number(began));
const log = jsonLog({
  level: 'error',
  write: (line) => process.stderr.write(line),
  now: clock.now,
  redact: textWithoutSecrets,
});
const sinks = [
  slackSink({
    token: SLACK_TOKEN,
    channel: SLACK_CHANNEL,
    url: slack,
    clock: sinkClock,
    ...(SETTLE_MS === undefined ? {} : { settleMs: Number(SETTLE_MS) }),
  }),
  githubSink(
    openGitHub({
      baseUrl: github,
      auth: { kind: 'token', token: GITHUB_TOKEN },
      userAgent: 'test',
      writeIntervalMs: 0,
    }).issues(REPOSITORY),
    { clock: sinkClock },
  ),
];
const stopping = new AbortController();
await using outbox = await openOutbox({ directory, clock, log, disk });
const dispatch = await startDispatch({
  ...{ outbox, sinks, clock, random: () => 0, log, signal: stopping.signal },
  // of the machine's time: a request takes as long as it takes
  deadlineMs: 30_000 * FASTER,
});
for (;;) {
  const answer = await fetch(`${world}/sight`);
  if (answer.status === 204) break;
  const { number, at, concerns } = (await answer.json()) as Sight;
  await outbox.advance({
    ...{ at: new Date(at), source: 'watchdog', concerns, complete: true },
    resolveAfter: { looks: 1, ms: 0 },
  });
  while (writing > 0 || dispatch.status().some(({ waiting }) => waiting > 0)) await wait(5);
  await fetch(`${world}/told/${number}`, { method: 'POST', body: JSON.stringify(outbox.shown()) });
}
stopping.abort();
await dispatch.ended;
