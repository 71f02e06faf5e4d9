import { describe, expect, test } from 'vitest';
import { FAKE_SLACK_CHANNEL as CHANNEL, FAKE_SLACK_TOKEN, startFakeSlack, type FakeSlack } from './fake-slack.ts';

type Answer = Readonly<Record<string, unknown>>;

async function call(
  slack: FakeSlack,
  method: string,
  { token = FAKE_SLACK_TOKEN, ...args }: Readonly<Record<string, unknown>> & { readonly token?: string } = {},
): Promise<Answer & { readonly status: number }> {
  const body = new URLSearchParams(
    Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
  );
  const answer = await fetch(`${slack.url}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  return { status: answer.status, ...((await answer.json()) as Answer) };
}

const metadata = { event_type: 'incident', event_payload: { id: 'x' } };
const header = { type: 'header', text: { type: 'plain_text', text: 'Hello' } };
const section = (text: string): object => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('the fake Slack', () => {
  test('keeps messages, edits and threads, and shows metadata only when asked', async () => {
    await using slack = await startFakeSlack();
    const { ts } = await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'one', metadata });
    await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'reply', thread_ts: ts });
    await call(slack, 'chat.update', { channel: CHANNEL, ts, text: 'two' });
    const plain = await call(slack, 'conversations.history', { channel: CHANNEL });
    expect(plain['messages']).toEqual([expect.objectContaining({ ts, text: 'two' })]);
    expect(JSON.stringify(plain)).not.toContain('event_payload');
    const full = await call(slack, 'conversations.history', { channel: CHANNEL, include_all_metadata: 'true' });
    expect(full['messages']).toEqual([expect.objectContaining({ metadata })]);
    const thread = await call(slack, 'conversations.replies', { channel: CHANNEL, ts });
    expect(thread['messages']).toHaveLength(2);
    slack.deleteMessage({ channel: CHANNEL, ts: String(ts) });
    const gone = await call(slack, 'chat.update', { channel: CHANNEL, ts, text: 'three' });
    expect(gone).toMatchObject({ ok: false, error: 'message_not_found' });
  });

  test('gives a history by pages, newest first, from a moment on', async () => {
    await using slack = await startFakeSlack();
    const posted: unknown[] = [];
    for (const text of ['a', 'b', 'c'])
      posted.push((await call(slack, 'chat.postMessage', { channel: CHANNEL, text }))['ts']);
    const first = await call(slack, 'conversations.history', { channel: CHANNEL, limit: '2' });
    expect(first).toMatchObject({ messages: [{ text: 'c' }, { text: 'b' }], response_metadata: { next_cursor: '2' } });
    const second = await call(slack, 'conversations.history', { channel: CHANNEL, limit: '2', cursor: '2' });
    expect(second).toMatchObject({ messages: [{ text: 'a' }], response_metadata: { next_cursor: '' } });
    const newer = await call(slack, 'conversations.history', { channel: CHANNEL, oldest: String(posted[1]) });
    expect(newer['messages']).toEqual([expect.objectContaining({ text: 'c' })]);
  });

  test('hides a message from the first looks, and limits posts to one a second', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    await using slack = await startFakeSlack({
      now: () => new Date(now),
      rateLimitedBy: () => new Date(now),
      hiddenFromLooks: () => 1,
    });
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'a' })).toMatchObject({ ok: true });
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'b' })).toMatchObject({ status: 429 });
    now += 1000;
    expect(await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'b' })).toMatchObject({ ok: true });
    expect((await call(slack, 'conversations.history', { channel: CHANNEL }))['messages']).toEqual([]);
    expect((await call(slack, 'conversations.history', { channel: CHANNEL }))['messages']).toHaveLength(2);
  });

  test.each([
    {
      name: 'a header of more than 150 characters',
      blocks: [{ ...header, text: { type: 'plain_text', text: 'x'.repeat(151) } }],
    },
    { name: 'a header in markup', blocks: [{ ...header, text: { type: 'mrkdwn', text: 'x' } }] },
    { name: 'a section of more than 3,000 characters', blocks: [section('x'.repeat(3001))] },
    { name: 'an empty section', blocks: [section('')] },
    { name: 'more than 50 blocks', blocks: Array.from({ length: 51 }, () => header) },
    { name: 'an unknown block', blocks: [{ type: 'banner' }] },
    { name: 'an unknown key', blocks: [{ ...header, colour: 'red' }] },
    {
      name: 'more than 10 fields',
      blocks: [{ type: 'section', fields: Array.from({ length: 11 }, () => header.text) }],
    },
    { name: 'what nobody escaped', blocks: [section('a < b')] },
    {
      name: 'a block_id twice',
      blocks: [
        { ...header, block_id: 'x' },
        { ...header, block_id: 'x' },
      ],
    },
  ])('refuses $name', async ({ blocks }) => {
    await using slack = await startFakeSlack();
    const answer = await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', blocks });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(slack.messages()).toEqual([]);
  });

  test.each([
    { args: { token: 'xoxb-other' }, error: 'invalid_auth' },
    { args: { channel: 'C0000000009' }, error: 'channel_not_found' },
    { args: { text: '' }, error: 'no_text' },
    { args: { text: 'x'.repeat(40_001) }, error: 'msg_too_long' },
    { args: { metadata: { event_type: 'x' } }, error: 'invalid_metadata_format' },
    { args: { thread_ts: '1.000001' }, error: 'thread_not_found' },
  ])('answers $error like Slack, by status 200', async ({ args, error }) => {
    await using slack = await startFakeSlack();
    const answer = await call(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', ...args });
    expect(answer).toMatchObject({ status: 200, ok: false, error });
  });
});
