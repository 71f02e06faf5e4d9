import type { HttpFault } from '@postgres-ha/testkit';

const HTML = { headers: { 'content-type': 'text/html' }, body: '<html>a proxy</html>' };

/** What can happen to a request of any sink. */
export const FAULTS: readonly (readonly [name: string, fault: HttpFault])[] = [
  ['500 and nothing done', { kind: 'answer', status: 500 }],
  ['500 although it was done', { kind: 'answer', status: 500, when: 'after' }],
  ['502 of a proxy', { kind: 'answer', status: 502, ...HTML }],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '7' } }],
  ['429 that does not say for how long', { kind: 'answer', status: 429 }],
  ['a reset before', { kind: 'reset', when: 'before' }],
  ['a reset after it was done', { kind: 'reset', when: 'after' }],
  ['silence', { kind: 'hang', when: 'before' }],
  ['silence although it was done', { kind: 'hang', when: 'after' }],
  ['a slow answer', { kind: 'slow', ms: 20 }],
];
