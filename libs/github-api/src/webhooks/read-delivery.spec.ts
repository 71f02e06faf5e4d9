import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIdOf, readDelivery, type DeliveryReading } from '../index.ts';
import { EXAMPLES, replaced, type Payload } from './github-examples.ts';

const read = (event: string, payload: unknown): DeliveryReading =>
  readDelivery({ event, deliveryId: 'd-1', body: new TextEncoder().encode(JSON.stringify(payload)) });

/** A payload of GitHub's, with something in it changed. */
function example(event: string, { action, ...changes }: Payload = {}): Payload {
  const found = EXAMPLES.find(
    (one) => one.event === event && (action === undefined || one.payload['action'] === action),
  );
  if (found === undefined) throw new Error(`GitHub has no example of ${event}`);
  return merged(found.payload, changes);
}

function merged(one: Payload, other: Payload): Payload {
  const inner = Object.entries(other).map(([name, value]) => {
    const before = one[name];
    const both = isObject(before) && isObject(value);
    return [name, both ? merged(before, value) : value];
  });
  return { ...one, ...(Object.fromEntries(inner) as Payload) };
}

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const without = (payload: Payload, name: string): Payload =>
  Object.fromEntries(Object.entries(payload).filter(([key]) => key !== name));

describe('of what GitHub sends', () => {
  test('every example is read, or ignored for a reason', () => {
    const kinds = EXAMPLES.map(({ event, payload }) => [event, payload['action'], read(event, payload).kind]);
    expect(kinds.filter(([, , kind]) => kind === 'unreadable')).toEqual([]);
    const events = new Set(kinds.filter(([, , kind]) => kind === 'events').map(([event]) => event));
    expect([...events].sort()).toEqual([
      'check_suite',
      'issue_comment',
      'issues',
      'merge_group',
      'pull_request',
      'push',
    ]);
  });

  test('a comment has its author, its text and its place', () => {
    const reading = read('issue_comment', example('issue_comment', { action: 'created', installation: { id: 5 } }));
    expect(reading).toEqual({
      kind: 'events',
      deliveryId: 'd-1',
      repository: 'Codertocat/Hello-World',
      installationId: 5,
      events: [
        {
          kind: 'comment',
          on: { kind: 'issue', number: 1 },
          commentId: 492700400,
          author: { login: 'Codertocat', kind: 'person' },
          body: "You are totally right! I'll get this fixed right away.",
          url: 'https://github.com/Codertocat/Hello-World/issues/1#issuecomment-492700400',
          at: new Date('2019-05-15T15:20:21Z'),
        },
      ],
    });
  });

  test.each<{ readonly name: string; readonly event: string; readonly payload: Payload; readonly events: unknown }>([
    {
      name: 'a comment on a pull request',
      event: 'issue_comment',
      payload: example('issue_comment', { action: 'created', issue: { pull_request: { url: 'x' } } }),
      events: [{ kind: 'comment', on: { kind: 'pull-request', number: 1 } }],
    },
    {
      name: 'a comment by a bot',
      event: 'issue_comment',
      payload: example('issue_comment', {
        action: 'created',
        comment: { user: { login: 'dependabot[bot]', type: 'Bot' } },
      }),
      events: [{ author: { login: 'dependabot[bot]', kind: 'bot' } }],
    },
    {
      name: 'an issue that was opened',
      event: 'issues',
      payload: example('issues', { action: 'opened', issue: { body: null } }),
      events: [
        {
          kind: 'form',
          issue: 1,
          title: 'Spelling error in the README file',
          body: '',
          author: { login: 'Codertocat' },
        },
      ],
    },
    ...['opened', 'synchronize', 'reopened', 'ready_for_review'].map((action) => ({
      name: `a pull request: ${action}`,
      event: 'pull_request',
      payload: example('pull_request', { action }),
      events: [{ kind: 'pull-request', number: expect.any(Number) as number }],
    })),
    {
      name: 'a pull request that is to go elsewhere',
      event: 'pull_request',
      payload: {
        ...example('pull_request', { action: 'opened' }),
        action: 'edited',
        changes: { base: { ref: { from: 'a' } } },
      },
      events: [{ kind: 'pull-request' }],
    },
    {
      name: 'a pull request that was closed',
      event: 'pull_request_target',
      payload: example('pull_request', { action: 'closed' }),
      events: [{ kind: 'pull-request-closed', number: 2 }],
    },
    {
      name: 'a check that is asked for again, of a fork',
      event: 'check_run',
      payload: example('check_run', {
        action: 'rerequested',
        check_run: { external_id: checkIdOf(12), pull_requests: [] },
      }),
      events: [{ kind: 'pull-request', number: 12 }],
    },
    {
      name: 'all checks of a commit',
      event: 'check_suite',
      payload: example('check_suite', { action: 'rerequested' }),
      events: [{ kind: 'pull-request', number: 2 }],
    },
    {
      name: 'a merge queue',
      event: 'merge_group',
      payload: example('merge_group'),
      events: [
        {
          kind: 'merge-group',
          head: '2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d',
          base: '380387fbc80638b734a49e1be1c4dfec1c01b33c',
        },
      ],
    },
    {
      name: 'a push to the default branch',
      event: 'push',
      payload: example('push', { ref: 'refs/heads/master', deleted: false, after: 'a'.repeat(40) }),
      events: [{ kind: 'base-moved', after: 'a'.repeat(40) }],
    },
  ])('$name is an event', ({ event, payload, events }) => {
    expect(read(event, payload)).toMatchObject({ kind: 'events', events });
  });

  test.each<{ readonly name: string; readonly event: string; readonly payload: Payload }>([
    {
      name: 'a comment that was edited',
      event: 'issue_comment',
      payload: example('issue_comment', { action: 'edited' }),
    },
    {
      name: 'a comment that was deleted',
      event: 'issue_comment',
      payload: example('issue_comment', { action: 'deleted' }),
    },
    {
      name: 'a new comment that was edited before it was told',
      event: 'issue_comment',
      payload: example('issue_comment', { action: 'created', comment: { updated_at: '2019-05-15T15:20:22Z' } }),
    },
    {
      name: 'a comment of an account that is gone',
      event: 'issue_comment',
      payload: example('issue_comment', { action: 'created', comment: { user: null } }),
    },
    { name: 'an issue that was edited', event: 'issues', payload: example('issues', { action: 'edited' }) },
    { name: 'a label', event: 'pull_request', payload: example('pull_request', { action: 'labeled' }) },
    {
      name: 'another title',
      event: 'pull_request',
      payload: {
        ...example('pull_request', { action: 'opened' }),
        action: 'edited',
        changes: { title: { from: 'a' } },
      },
    },
    { name: 'a check of the bot itself', event: 'check_run', payload: example('check_run', { action: 'completed' }) },
    {
      name: 'checks of another repository’s pull request',
      event: 'check_suite',
      payload: example('check_suite', { action: 'rerequested', repository: { id: 1 } }),
    },
    { name: 'a tag', event: 'push', payload: example('push', { ref: 'refs/tags/master' }) },
    { name: 'another branch', event: 'push', payload: example('push', { ref: 'refs/heads/master/x', deleted: false }) },
    {
      name: 'a branch that is gone',
      event: 'push',
      payload: example('push', { ref: 'refs/heads/master', deleted: true }),
    },
    { name: 'a ping', event: 'ping', payload: example('ping') },
    { name: 'an installation', event: 'installation', payload: example('installation', { action: 'created' }) },
    { name: 'what nobody knows', event: 'constructor', payload: {} },
  ])('$name is nothing for the bot', ({ event, payload }) => {
    expect(read(event, payload)).toMatchObject({ kind: 'ignored', because: expect.stringMatching(/^\w/) as string });
  });
});

describe('what GitHub would not send', () => {
  const comment = example('issue_comment', { action: 'created' });
  test.each<{ readonly name: string; readonly payload: unknown }>([
    { name: 'nothing', payload: null },
    { name: 'a list', payload: [comment] },
    { name: 'no repository', payload: without(comment, 'repository') },
    { name: 'a repository that leads elsewhere', payload: merged(comment, { repository: { full_name: '../../x' } }) },
    {
      name: 'a login that would mention somebody',
      payload: merged(comment, { comment: { user: { login: '@all\n' } } }),
    },
    {
      name: 'an address that is a program',
      payload: merged(comment, { comment: { html_url: 'javascript:alert(1)' } }),
    },
    { name: 'a number that is none', payload: merged(comment, { issue: { number: '1' } }) },
    { name: 'a fraction of an issue', payload: merged(comment, { issue: { number: 1.5 } }) },
    { name: 'no such time', payload: merged(comment, { comment: { created_at: '2019-02-30T25:00:00Z' } }) },
    { name: 'a text that is none', payload: merged(comment, { comment: { body: { toString: 'x' } } }) },
  ])('$name is unreadable, and nothing of it is told', ({ payload }) => {
    const reading = read('issue_comment', payload);
    expect(reading).toMatchObject({ kind: 'unreadable', deliveryId: 'd-1' });
    expect(reading.kind === 'unreadable' && /javascript|@all|totally/.test(reading.problem)).toBe(false);
  });

  test.each<readonly [name: string, body: Uint8Array]>([
    ['no bytes', new Uint8Array()],
    ['a form', new TextEncoder().encode('payload=%7B%7D')],
    ['bytes that are no text', new Uint8Array([0x22, 0xff, 0x22])],
    ['brackets without an end', new TextEncoder().encode('['.repeat(1_000_000))],
  ])('%s is unreadable', (_, body) => {
    expect(readDelivery({ event: 'issue_comment', deliveryId: 'd', body })).toMatchObject({ kind: 'unreadable' });
  });

  test('whatever is changed in a payload, it is read, ignored or unreadable', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('__proto__', -1, 0, 2 ** 53, Number.MAX_VALUE, '9'.repeat(400), '\u0000', {}, [], null),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...EXAMPLES),
        fc.array(fc.nat(), { maxLength: 4 }),
        values,
        ({ event, payload }, path, value) => {
          const reading = read(event, replaced(payload, path, value));
          if (reading.kind !== 'events') return;
          expect(reading.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
          for (const found of reading.events)
            if (found.kind === 'comment') {
              expect(found.author.login).toMatch(/^[\w-]+(\[bot\])?$/);
              expect(Number.isFinite(found.at.getTime())).toBe(true);
            }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
