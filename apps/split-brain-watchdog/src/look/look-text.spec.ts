import { expect, test } from 'vitest';
import type { ClusterStatus, MemberStatus } from '../serve/watch-status.ts';
import { lookText } from './look-text.ts';

function member(name: string, change: Partial<MemberStatus>): MemberStatus {
  return {
    ...{ name, address: `${name}:5432`, role: 'unknown', outcome: 'answered', lastAnswer: null },
    ...{ timeline: null, lsn: null, lagBytes: null, followers: null },
    ...change,
  };
}

function cluster(state: string, members: readonly MemberStatus[]): ClusterStatus {
  return { name: 'shop', state, judgedAt: null, conditions: [], concerns: [], members, changes: [] };
}

test.each([
  {
    name: 'a member that gave no answer, and why',
    members: [member('a', { role: 'primary' }), member('b', { outcome: 'authentication' })],
    line: '  - b: authentication',
  },
  {
    name: 'that no primary was named',
    members: [member('b', { role: 'standby' })],
    line: '  - none of those that were named is seen as a primary',
  },
  {
    name: 'that a standby does not stream',
    members: [member('a', { role: 'primary' }), member('b', { role: 'standby' })],
    line: '  - not each of the others is seen to stream from one primary',
  },
])('what is unknown says what is missing: $name', ({ members, line }) => {
  expect(lookText(cluster('blind', members)).split('\n')).toContain(line);
});

test('what is healthy has nothing missing', () => {
  expect(lookText(cluster('healthy', [member('a', { role: 'primary' })]))).not.toContain('not known');
});
