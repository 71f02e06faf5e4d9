import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withClaim } from './claim.ts';
import { contentDigest, headSeen } from './own-commit.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const before = new Map([
  ['environments/a/x/cluster.yaml', '1'],
  ['environments/a/x/00.yaml', '2'],
]);
const after = new Map([
  ['environments/a/x/cluster.yaml', '9'],
  ['environments/a/x/00.yaml', '2'],
]);
const content = contentDigest({ before, after }, digest);
const commit = {
  sha: 'c'.repeat(40),
  tree: 't'.repeat(40),
  parents: ['p'.repeat(40)],
  author: 'keeper[bot]',
  committedAt: new Date('2026-11-26T05:00:00Z'),
  verified: true,
  message: withClaim('Scale', {
    plan: 'f'.repeat(64),
    request: 'comment-1',
    expires: new Date('2026-11-26T05:15:00Z'),
    command: '/scale a/x instances=5',
    by: 'ada',
    at: new Date('2026-11-26T05:00:00Z'),
    url: undefined,
    content,
  }),
};

describe('whose a commit is', () => {
  test('the bot’s, where it does what it says', () => {
    expect(headSeen({ commit, content }, 'keeper[bot]')).toMatchObject({
      kind: 'own',
      claim: { request: 'comment-1' },
    });
  });

  test.each([
    [
      'amended by a person, who leaves author and trailers',
      { commit, content: contentDigest({ before, after: new Map() }, digest) },
    ],
    ['of a person', { commit: { ...commit, author: 'ada' }, content }],
    ['of nobody whom GitHub knows', { commit: { ...commit, author: undefined }, content }],
    ['without trailers', { commit: { ...commit, message: 'Scale' }, content }],
    ['a merge', { commit, content: undefined }],
  ])('somebody else’s: %s', (_, seen) => {
    expect(headSeen(seen, 'keeper[bot]').kind).toBe('foreign');
  });

  test('a file that is removed, and one that is as it was, are told apart', () => {
    expect(contentDigest({ before, after: before }, digest)).not.toBe(
      contentDigest({ before, after: new Map([['environments/a/x/cluster.yaml', '1']]) }, digest),
    );
  });
});
