import type { HttpFault } from '@postgres-ha/testkit';
import type { HttpRequest } from '@postgres-ha/testkit';

/** What happens to one request. */
export interface FaultKind {
  readonly name: string;
  /** Undefined: it does not happen to such a request. */
  readonly of: (request: HttpRequest) => HttpFault | 'stale' | undefined;
}

const json = (message: string): string =>
  JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' });
const answer = (status: number, message: string, when: 'before' | 'after' = 'before'): HttpFault => ({
  kind: 'answer',
  status,
  body: json(message),
  when,
});
const isRead = ({ method }: HttpRequest): boolean => method === 'GET';

/** Each fault that the issue names, at any request. */
export const FAULTS: readonly FaultKind[] = [
  { name: '502, not done', of: () => answer(502, 'Server Error') },
  { name: '502, done', of: () => answer(502, 'Server Error', 'after') },
  { name: 'time-out, done', of: () => ({ kind: 'hang', when: 'after' }) },
  { name: 'time-out, not done', of: () => ({ kind: 'hang', when: 'before' }) },
  { name: 'reset, not done', of: () => ({ kind: 'reset', when: 'before' }) },
  { name: 'reset, done', of: () => ({ kind: 'reset', when: 'after' }) },
  { name: '409', of: () => answer(409, 'Conflict') },
  { name: '422', of: () => answer(422, 'Validation Failed') },
  {
    name: '403, secondary limit',
    of: () => ({
      ...answer(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
      headers: { 'retry-after': '60' },
    }),
  },
  { name: 'stale list', of: (request) => (isRead(request) ? 'stale' : undefined) },
  { name: '404, then 200', of: (request) => (isRead(request) ? answer(404, 'Not Found') : undefined) },
];
