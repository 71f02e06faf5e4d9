import { expect, test } from 'vitest';
import { checkContent, type CheckContent } from './check-content.ts';
import { exampleJudgement, exampleProblem, textsOf } from './example-judgement.ts';
import type { PullRequestReading } from './pull-request-reading.ts';

const texts = textsOf(['word']);
const judged = { kind: 'judged', ...exampleJudgement(texts), drift: [], rendered: [] } as const;
const drift = [{ kind: 'edited', path: 'environments/production/orders/01-orders.yaml' }] as const;

const CASES: readonly {
  readonly name: string;
  readonly reading: PullRequestReading;
  readonly conclusion: CheckContent['conclusion'];
}[] = [
  { name: 'nothing is in the way', reading: { ...judged, verdict: 'clean' }, conclusion: 'success' },
  {
    name: 'a rule asks for an override',
    reading: { ...judged, verdict: 'needs-override' },
    conclusion: 'action_required',
  },
  { name: 'a rule forbids it', reading: { ...judged, verdict: 'denied' }, conclusion: 'failure' },
  { name: 'rendered files do not follow', reading: { ...judged, verdict: 'clean', drift }, conclusion: 'failure' },
  { name: 'it cannot be read', reading: { kind: 'refused', problems: [exampleProblem(texts)] }, conclusion: 'failure' },
  {
    name: 'it could not be looked at',
    reading: { kind: 'unread', because: 'the answer was lost' },
    conclusion: 'action_required',
  },
  { name: 'no environment is touched', reading: { kind: 'untouched' }, conclusion: 'neutral' },
];

test.each(CASES)('where $name the check run says $conclusion', ({ reading, conclusion }) => {
  const check = checkContent(reading, { head: 'e'.repeat(40), base: 'b'.repeat(40) });
  expect(check.conclusion).toBe(conclusion);
  expect(check.title).not.toBe('');
  expect(check.summary).not.toBe('');
  expect(check.text).toContain('Base commit');
});
