import type { CommentReading } from '@postgres-ha/change-request';
import { describe, expect, test } from 'vitest';
import { overrideClaims, type CommentSeen } from './overrides.ts';

const since = new Date('2026-11-26T05:00:00Z');
const at = new Date('2026-11-26T05:01:00Z');

const read = (body: string): CommentReading =>
  body.startsWith('/override ')
    ? {
        kind: 'commands',
        commands: [
          {
            line: 1,
            text: body,
            command: { kind: 'override', rule: body.slice('/override '.length), reason: 'it is small' },
          },
        ],
      }
    : { kind: 'none' };

function comment(over: Partial<CommentSeen> = {}): CommentSeen {
  const { createdAt = at } = over;
  return {
    id: 1,
    author: 'grace',
    authorKind: 'person',
    body: '/override frozen',
    url: 'https://github.test/acme/databases/pull/7#issuecomment-1',
    createdAt,
    updatedAt: createdAt,
    ...over,
  };
}

function flaws(comments: readonly CommentSeen[]): readonly (string | undefined)[] {
  return overrideClaims(comments, { requesters: ['ada', 'linus'], since, read }).map(({ flaw }) => flaw);
}

describe('an override', () => {
  test('of another person, after the head, counts', () => {
    expect(overrideClaims([comment()], { requesters: ['ada', 'linus'], since, read })).toEqual([
      {
        comment: 1,
        override: { rule: 'frozen', reason: 'it is small', by: 'grace', at, url: comment().url },
        flaw: undefined,
      },
    ]);
  });

  test.each<[string, Partial<CommentSeen>, string | undefined]>([
    ['of the one who asked for the change', { author: 'ada' }, 'own-change'],
    ['of the one who asked, written otherwise', { author: 'ADA' }, 'own-change'],
    ['of the one who wrote it', { author: 'linus' }, 'own-change'],
    ['that was edited', { updatedAt: new Date(at.getTime() + 1000) }, 'edited'],
    ['that is older than the head', { createdAt: new Date(since.getTime() - 1000) }, 'older-than-head'],
    ['of the same second as the head', { createdAt: since }, 'older-than-head'],
  ])('%s does not count', (_, over, flaw) => {
    expect(flaws([comment(over)])).toEqual([flaw]);
  });

  test('of a bot or an account that is gone is none', () => {
    expect(flaws([comment({ authorKind: 'bot' }), comment({ author: '' })])).toEqual([]);
  });

  test('where no person asked for the change anybody may', () => {
    expect(overrideClaims([comment({ author: 'ada' })], { requesters: [], since, read })).toMatchObject([
      { flaw: undefined },
    ]);
  });
});
