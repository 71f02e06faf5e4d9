import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDelivery, verifyWebhook } from '../index.ts';
import { EXAMPLES, replaced } from './github-examples.ts';

const RUNS = Number(process.env['DELIVERIES'] ?? 50_000);
const READ: ReadonlySet<string> = new Set([
  'issue_comment',
  'issues',
  'pull_request',
  'check_run',
  'check_suite',
  'merge_group',
  'push',
]);

/** Anything, and what has been trouble elsewhere. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  fc.constantFrom(
    '__proto__',
    'constructor',
    '../..',
    '\u0000',
    '\ud800',
    '@everyone',
    '<!-- x',
    '$(id)',
    '`id`',
    -0,
    2 ** 53,
    {},
    [],
  ),
);
const change = fc.tuple(fc.array(fc.nat({ max: 60 }), { maxLength: 5 }), value);

test(`${RUNS} deliveries with anything in any place are read, ignored or unreadable, and what is read is what it says it is`, () => {
  const outcomes = new Map<string, number>();
  const some = fc.constantFrom(...EXAMPLES.filter(({ event }) => READ.has(event)));
  fc.assert(
    fc.property(some, fc.array(change, { maxLength: 3 }), ({ event, payload }, changes) => {
      const changed = changes.reduce<unknown>((before, [path, to]) => replaced(before, path, to), payload);
      const body = new TextEncoder().encode(JSON.stringify(changed));
      const reading = readDelivery({ event, deliveryId: 'd', body });
      outcomes.set(reading.kind, (outcomes.get(reading.kind) ?? 0) + 1);
      if (reading.kind !== 'events') return;
      expect(reading.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(reading.events.length).toBeGreaterThan(0);
      for (const found of reading.events) {
        if ('author' in found) {
          expect(found.author.login).toMatch(/^[\w-]+(\[bot\])?$/);
          expect(found.author.kind).toBe(found.author.login.endsWith(']') ? 'bot' : found.author.kind);
          expect(found.url).toMatch(/^https?:\/\/[^\s<>"]+$/);
          expect(Number.isFinite(found.at.getTime())).toBe(true);
        }
        if ('number' in found) expect(Number.isSafeInteger(found.number) && found.number > 0).toBe(true);
        if (found.kind === 'base-moved') expect(found.after).toMatch(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
      }
    }),
    { numRuns: RUNS },
  );
  expect([...outcomes.keys()].sort()).toEqual(['events', 'ignored', 'unreadable']);
});

test('bytes that are no text at all are unreadable, and never believed under another signature', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (body, forged) => {
      expect(readDelivery({ event: 'push', deliveryId: 'd', body }).kind).toBe('unreadable');
      const signature = `sha256=${Buffer.from(forged).toString('hex')}`;
      const right = createHmac('sha256', 'hush').update(body).digest('hex');
      expect(verifyWebhook({ body, signature, secrets: ['hush'] })).toBe(signature === `sha256=${right}`);
    }),
    { numRuns: RUNS / 5 },
  );
});
