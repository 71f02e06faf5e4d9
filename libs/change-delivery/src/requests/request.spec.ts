import { describe, expect, test } from 'vitest';
import { decideRequest, originOf, requestOf, type RequestSeen } from './request.ts';

const seen: RequestSeen = {
  reading: {
    kind: 'commands',
    commands: [{ line: 1, text: '/help', command: { kind: 'help', about: undefined } }],
  },
  author: { login: 'ada', kind: 'person' },
  self: 'keeper[bot]',
  replies: 0,
  text: '/help',
  asked: '/help',
  mayWrite: true,
};
const mistake = { line: 1, found: '/scael', expected: 'a command', remedy: 'Write /scale.' };

describe('a request', () => {
  test.each<[string, Partial<RequestSeen>, object]>([
    ['as it should be', {}, { kind: 'carry-out' }],
    ['without a command', { reading: { kind: 'none' } }, { kind: 'ignore', because: 'no-command' }],
    ['of a bot', { author: { login: 'robot[bot]', kind: 'bot' } }, { kind: 'ignore', because: 'not-a-person' }],
    [
      'of the bot’s own account',
      { author: { login: 'keeper[bot]', kind: 'person' } },
      { kind: 'ignore', because: 'not-a-person' },
    ],
    ['that was answered', { replies: 1 }, { kind: 'ignore', because: 'answered-before' }],
    ['that was answered, of one who may not write now', { replies: 1, mayWrite: false }, { kind: 'ignore' }],
    ['that is gone', { text: undefined }, { kind: 'ignore', because: 'gone' }],
    [
      'that says something else now',
      { text: '/scale a/b instances=9' },
      { kind: 'refuse', because: { kind: 'edited' } },
    ],
    [
      'of one who may not write',
      { mayWrite: false },
      { kind: 'refuse', because: { kind: 'not-permitted', login: 'ada' } },
    ],
    [
      'with a mistake',
      { reading: { kind: 'mistaken', mistakes: [mistake] } },
      { kind: 'refuse', because: { kind: 'mistaken', mistakes: [mistake] } },
    ],
    [
      'with a mistake, of one who may not write',
      { reading: { kind: 'mistaken', mistakes: [mistake] }, mayWrite: false },
      { kind: 'refuse', because: { kind: 'not-permitted' } },
    ],
  ])('%s', (_, over, decision) => {
    expect(decideRequest({ ...seen, ...over })).toMatchObject(decision);
  });

  test('each command of a comment has a key of its own, the first that of the comment', () => {
    const request = requestOf({
      kind: 'comment',
      on: { kind: 'issue', number: 3 },
      commentId: 123,
      author: { login: 'ada', kind: 'person' },
      body: '',
      url: 'https://github.test/acme/databases/issues/3#issuecomment-123',
      at: new Date('2026-11-26T05:00:00Z'),
    });
    expect([0, 1, 2].map((position) => originOf(request, position).key)).toEqual([
      'comment-123',
      'comment-123.2',
      'comment-123.3',
    ]);
  });
});
