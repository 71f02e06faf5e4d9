import type { Incident } from '@postgres-ha/incident';
import { slackMessage, slackThreadEntry } from '@postgres-ha/notification';
import { blockKitFaults } from '@postgres-ha/testkit/fake-slack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPENED_AT, openIncident } from './incident-life.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('&', '<', '>', '`', '*', '💥', 'é', '\n', ' ', '|', 'a'), maxLength: 400 }),
  fc.integer({ min: 100, max: 1200 }).map((length) => '<&>'.repeat(length)),
);

const incident: fc.Arbitrary<Incident> = fc
  .record({
    title: text,
    summary: text,
    cluster: text,
    kind: text,
    runbook: fc.option(fc.oneof(text, fc.webUrl())),
    evidence: fc.array(fc.record({ label: text, text }), { maxLength: 20 }),
    lists: fc.array(fc.record({ title: text, lines: fc.array(text, { maxLength: 30 }), complete: fc.boolean() }), {
      maxLength: 55,
    }),
    nextSteps: fc.array(text, { maxLength: 40 }),
    severity: fc.constantFrom('info', 'warning', 'critical'),
    isResolved: fc.boolean(),
  })
  .map(({ severity, isResolved, ...concern }) =>
    openIncident({
      severity,
      status: isResolved ? 'resolved' : 'open',
      resolvedAt: isResolved ? OPENED_AT : null,
      concern: { ...openIncident().concern, ...concern },
    }),
  );

test('Slack takes the message of any incident: within all limits, everything escaped, no character cut in two', () => {
  fc.assert(
    fc.property(incident, (each) => {
      const { text: fallback, blocks, attachments } = slackMessage(each);
      expect(blockKitFaults(blocks)).toEqual([]);
      for (const attachment of attachments) expect(blockKitFaults(attachment.blocks)).toEqual([]);
      const whole = JSON.stringify([blocks, attachments]);
      expect(whole.length).toBeLessThan(13_200);
      expect(fallback.length).toBeGreaterThan(0);
      expect(whole.isWellFormed()).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('Slack takes any entry of a timeline', () => {
  fc.assert(
    fc.property(text, (words) => {
      const { blocks } = slackThreadEntry({ number: 1, at: OPENED_AT, kind: 'worse', text: words });
      expect(blockKitFaults(blocks)).toEqual([]);
    }),
  );
});
