import type { Incident, IncidentSink, Json } from '@postgres-ha/incident';
import { slackSink } from '@postgres-ha/notification';
import {
  FAKE_SLACK_CHANNEL,
  FAKE_SLACK_TOKEN,
  startFakeSlack,
  type FakeSlack,
  type FakeSlackOptions,
} from '@postgres-ha/testkit/fake-slack';
import type { HttpFault } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { deliverLife, type LifeOptions } from './deliver-life.ts';
import { FAULTS } from './faults.ts';
import { incidentLife, OPENED_AT, openIncident } from './incident-life.ts';
import { testClock, type TestClock } from './test-clock.ts';

const life = incidentLife();
const entries = life.at(-1)?.timeline.length ?? 0;

interface SlackRun extends AsyncDisposable {
  readonly slack: FakeSlack;
  readonly live: (revisions?: readonly Incident[], kill?: LifeOptions['kill']) => ReturnType<typeof deliverLife>;
  readonly open: () => IncidentSink;
  readonly clock: TestClock;
}

interface RunOptions extends FakeSlackOptions {
  readonly channel?: string;
}

async function slackRun({ channel = FAKE_SLACK_CHANNEL, ...options }: RunOptions = {}): Promise<SlackRun> {
  const clock = testClock(OPENED_AT);
  const slack = await startFakeSlack({ now: clock.now, rateLimitedBy: clock.now, onHang: clock.expire, ...options });
  const open = () => slackSink({ token: FAKE_SLACK_TOKEN, channel, url: slack.url, clock });
  return {
    slack,
    live: (revisions = life, kill) => deliverLife(revisions, { clock, open, kill }),
    open,
    clock,
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}

/** One message that says it is over, and each entry of the timeline once. */
function expectShownOnce(slack: FakeSlack): void {
  const [message, ...more] = slack.messages();
  expect(more).toEqual([]);
  expect(message?.text).toMatch(/^Resolved: /);
  const replies = slack.replies(message?.ts ?? '');
  expect(replies.map(({ metadata }) => metadata?.event_payload['part'])).toEqual([1, 2, 3, 4, 5, 6]);
}

const internalError = JSON.stringify({ ok: false, error: 'internal_error' });
const ratelimited = JSON.stringify({ ok: false, error: 'ratelimited' });
const ofSlack: readonly (readonly [name: string, fault: HttpFault])[] = [
  ['ratelimited with status 200', { kind: 'answer', status: 200, body: ratelimited }],
  ['an internal error although it was done', { kind: 'answer', status: 200, body: internalError, when: 'after' }],
  ['a page instead of an answer although it was done', { kind: 'answer', status: 200, body: '<html>', when: 'after' }],
];

describe('an incident in Slack', () => {
  test('is one message, edited in place, with its timeline as the thread', async () => {
    await using run = await slackRun();
    await run.live();
    expectShownOnce(run.slack);
    expect(run.slack.posted()).toBe(1 + entries);
    expect(run.slack.messages()[0]?.edits).toBe(life.length - 1);
    // no more than it needs: two requests for each revision
    expect(run.slack.requests.length).toBe(2 * life.length);
  });

  test.each([...FAULTS, ...ofSlack])('survives %s, at any request', async (_name, fault) => {
    for (let index = 0; index < 2 * life.length; index++) {
      await using run = await slackRun({
        faultOf: (request) => (request.index === index ? fault : undefined),
      });
      await run.live();
      expectShownOnce(run.slack);
      expect(run.slack.posted()).toBe(1 + entries);
    }
  });

  test('is not repeated when the process is killed at any save', async () => {
    await using clean = await slackRun();
    const { saves } = await clean.live();
    expect(saves).toBeGreaterThan(2 * entries);
    for (let save = 0; save < saves; save++) {
      for (const when of ['before', 'after'] as const) {
        await using run = await slackRun();
        await run.live(life, { save, when });
        expectShownOnce(run.slack);
        expect(run.slack.posted()).toBe(1 + entries);
      }
    }
  });

  test('is not repeated when the history shows a post late', async () => {
    for (const index of [0, 1]) {
      await using run = await slackRun({
        hiddenFromLooks: () => 3,
        faultOf: (request) => (request.index === index ? { kind: 'reset', when: 'after' } : undefined),
      });
      await run.live();
      expectShownOnce(run.slack);
      expect(run.slack.posted()).toBe(1 + entries);
    }
  });

  test('is repeated once, and not more, when the history never shows the post whose answer was lost', async () => {
    await using run = await slackRun({
      hiddenFromLooks: ({ threadTs }) => (threadTs === undefined ? Infinity : 0),
      faultOf: (request) => (request.index === 0 ? { kind: 'reset', when: 'after' } : undefined),
    });
    await run.live();
    expect(run.slack.messages().length).toBe(2);
    expect(run.slack.posted()).toBe(2 + entries);
  });

  test('is not posted again while the history cannot be read', async () => {
    await using run = await slackRun({
      faultOf: ({ index, path }) => {
        if (index === 0) return { kind: 'reset', when: 'after' };
        return index < 100 && path.endsWith('history') ? { kind: 'answer', status: 500 } : undefined;
      },
    });
    const { failures } = await run.live();
    expect(failures.length).toBe(100);
    expectShownOnce(run.slack);
    expect(run.slack.posted()).toBe(1 + entries);
  });

  test('is shown as it is in the end after an hour without Slack', async () => {
    const clock = testClock(OPENED_AT);
    const until = Date.parse(OPENED_AT) + 3_600_000;
    const isOut = (): boolean => clock.now().getTime() < until;
    await using slack = await startFakeSlack({
      now: clock.now,
      faultOf: () => (isOut() ? { kind: 'answer', status: 503 } : undefined),
    });
    const open = () => slackSink({ token: FAKE_SLACK_TOKEN, channel: FAKE_SLACK_CHANNEL, url: slack.url, clock });
    // meanwhile the incident goes on: what is delivered is its last revision
    const { failures } = await deliverLife(life.slice(-1), { clock, open });
    expect(failures.length).toBeGreaterThan(10);
    expectShownOnce(slack);
    expect(slack.posted()).toBe(1 + entries);
  });

  test('that people take away is posted once more, and then left alone', async () => {
    await using run = await slackRun();
    const open = openIncident();
    const takeAway = (): void => {
      for (const { channel, ts } of run.slack.messages()) run.slack.deleteMessage({ channel, ts });
    };
    const sink = run.open();
    let progress: Json | undefined;
    const deliver = (incident: Incident): Promise<void> => {
      run.clock.advance(60_000);
      return sink.deliver(incident, {
        progress,
        save: (next) => Promise.resolve(void (progress = next)),
        signal: new AbortController().signal,
      });
    };
    await deliver(open);
    takeAway();
    await deliver({ ...open, revision: 2 });
    expect(run.slack.messages().length).toBe(1);
    takeAway();
    await deliver({ ...open, revision: 3 });
    await deliver({ ...open, revision: 4 });
    expect(run.slack.messages()).toEqual([]);
    await deliver({ ...open, revision: 5, openings: 2 });
    expect(run.slack.messages().length).toBe(1);
  });

  test('that comes again long after is another message, and the one before says that it is over', async () => {
    await using run = await slackRun();
    const later = '2026-11-26T05:00:00.000Z';
    const first = openIncident();
    const again = openIncident({
      revision: 3,
      openedAt: later,
      changedAt: later,
      timeline: [
        ...first.timeline,
        { number: 2, at: '2026-11-26T02:00:00.000Z', kind: 'resolved', text: 'Over.' },
        { number: 3, at: later, kind: 'opened', text: 'Again.' },
      ],
    });
    await run.live([first, again]);
    expect(run.slack.messages().map(({ text }) => text.startsWith('Resolved: '))).toEqual([true, false]);
    const parts = run.slack.messages().map(({ ts }) => run.slack.replies(ts).length);
    expect(parts).toEqual([1, 1]);
  });

  test('is told in plain words where Slack does not take its blocks', async () => {
    const refused = JSON.stringify({ ok: false, error: 'invalid_blocks' });
    await using run = await slackRun({
      faultOf: ({ body }) =>
        new URLSearchParams(body).get('blocks')?.includes('type') === true
          ? { kind: 'answer', status: 200, body: refused }
          : undefined,
    });
    await run.live();
    expectShownOnce(run.slack);
    expect(run.slack.messages()[0]).toMatchObject({ blocks: [], attachments: [] });
  });

  test('goes to a channel by its name', async () => {
    await using run = await slackRun({ channel: '#database-alerts' });
    await run.live();
    expectShownOnce(run.slack);
  });
});

describe('what a person must mend', () => {
  const channels = [
    { id: 'C0000000001', name: 'alerts', member: false },
    { id: 'C0000000002', name: 'old', archived: true },
  ];
  const scopes = { 'xoxb-narrow': ['channels:history'] };
  test.each([
    { name: 'a wrong token', token: 'xoxb-wrong', channel: 'C0000000001', code: 'invalid_auth' },
    { name: 'a missing scope', token: 'xoxb-narrow', channel: 'C0000000001', code: 'chat:write' },
    { name: 'an unknown channel', token: FAKE_SLACK_TOKEN, channel: 'C0000000009', code: 'channel_not_found' },
    { name: 'an unknown name', token: FAKE_SLACK_TOKEN, channel: '#nowhere', code: '#nowhere' },
    { name: 'a channel without the app', token: FAKE_SLACK_TOKEN, channel: 'C0000000001', code: '/invite' },
    { name: 'an archived channel', token: FAKE_SLACK_TOKEN, channel: 'C0000000002', code: 'is_archived' },
  ])('$name is refused with a remedy, by a delivery and by the self-test', async ({ token, channel, code }) => {
    await using slack = await startFakeSlack({
      channels,
      tokens: { ...scopes, [FAKE_SLACK_TOKEN]: ['chat:write', 'channels:history', 'channels:read'] },
    });
    const sink = slackSink({ token, channel, url: slack.url });
    const { signal } = new AbortController();
    const delivery = { progress: undefined, save: () => Promise.resolve(), signal };
    await expect(sink.deliver(openIncident(), delivery)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(code) as string,
    });
    await expect(sink.selfTest({ signal })).rejects.toMatchObject({ kind: 'refused' });
    expect(slack.posted()).toBe(0);
  });

  test('nothing: the self-test passes and tells nobody', async () => {
    await using slack = await startFakeSlack();
    const sink = slackSink({ token: FAKE_SLACK_TOKEN, channel: '#database-alerts', url: slack.url });
    await sink.selfTest({ signal: new AbortController().signal });
    expect(slack.posted()).toBe(0);
  });
});
