import { describe, expect, test } from 'vitest';
import { readClaim, readRequest, TRAILERS, withClaim, withTrailers, type Claim } from './claim.ts';

const claim: Claim = {
  plan: 'f'.repeat(64),
  request: 'comment-123',
  expires: new Date('2026-11-26T05:15:00Z'),
  command: '/freeze production reason="Black Friday: nothing moves"',
  by: 'ada',
  at: new Date('2026-11-26T05:00:00Z'),
  url: 'https://github.test/acme/databases/issues/3#issuecomment-123',
  content: 'e'.repeat(64),
};

describe('a claim in a commit', () => {
  test.each<[string, Claim]>([
    ['of a person', claim],
    [
      'of a schedule',
      { ...claim, by: undefined, url: undefined, request: 'schedule-maintenance-end-production/orders' },
    ],
  ])('%s is read as it was written', (_, each) => {
    expect(readClaim(withClaim('Freeze production\n\nIt was open.', each))).toEqual(each);
  });

  test('takes the place of trailers that are there', () => {
    const first = withClaim('Scale', claim);
    const second = withClaim(first, { ...claim, plan: '0'.repeat(64) });
    expect(readClaim(second)?.plan).toBe('0'.repeat(64));
    expect(second).toHaveLength(first.length);
  });

  test('leaves the trailers of others', () => {
    expect(withClaim('Scale\n\nReviewed-by: grace', claim)).toContain('\n\nReviewed-by: grace\nPostgres-Ha-Plan: ');
  });

  test.each([
    ['no trailers', 'Scale production'],
    ['a subject that looks like one', 'Postgres-Ha-Request: comment-123'],
    ['a claim that is quoted above more text', `${withClaim('Scale', claim)}\nSigned by nobody`],
    ['a name that is there twice', `${withClaim('Scale', claim)}Postgres-Ha-Request: comment-9`],
    ['a time that is none', withTrailers(withClaim('Scale', claim), { [TRAILERS.expires]: 'tomorrow' })],
  ])('%s is no claim', (_, message) => {
    expect(readClaim(message)).toBeUndefined();
  });

  test('the request of a commit is known by itself too', () => {
    expect(readRequest(withTrailers('Render', { [TRAILERS.request]: 'comment-5' }))).toBe('comment-5');
    expect(readRequest('Render')).toBeUndefined();
  });
});
