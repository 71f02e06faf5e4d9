import { expect, test } from 'vitest';
import { exampleIncident } from '../example-incident.ts';
import { slackMessage, slackThreadEntry } from './slack-message.ts';

test('a message says what, where, evidence, lists, next steps and the runbook', () => {
  expect(slackMessage(exampleIncident())).toEqual({
    text: 'Two primaries take writes: orders-1 and orders-2 (production/orders, critical)',
    blocks: [
      {
        type: 'header',
        text: {
          type: 'plain_text',
          text: ':red_circle: Two primaries take writes: orders-1 and orders-2',
          emoji: true,
        },
      },
    ],
    attachments: [
      {
        color: '#d40e0d',
        fallback: 'Two primaries take writes: orders-1 and orders-2 (production/orders, critical)',
        blocks: [
          {
            type: 'section',
            fields: [
              { type: 'mrkdwn', text: '*Where*\nproduction/orders' },
              { type: 'mrkdwn', text: '*Severity*\ncritical' },
              {
                type: 'mrkdwn',
                text: '*Since*\n<!date^1795654800^{date_short_pretty} {time_secs}|2026-11-26 01:00:00 UTC>',
              },
              { type: 'mrkdwn', text: '*Status*\nopen' },
            ],
          },
          { type: 'section', text: { type: 'mrkdwn', text: 'orders-2 was promoted while orders-1 went on.' } },
          { type: 'section', text: { type: 'mrkdwn', text: '*Evidence*\n• *Fork*: timeline 1, 0/3000148' } },
          {
            type: 'section',
            text: { type: 'mrkdwn', text: '*Commits that will be lost* (1)\n```\nxid 742, orders, 3 rows\n```' },
          },
          {
            type: 'section',
            text: { type: 'mrkdwn', text: '*Next*\n1. Stop the clients of orders-1.\n2. Keep its data directory.' },
          },
          {
            type: 'context',
            elements: [
              {
                type: 'mrkdwn',
                text: '<https://runbooks.example.org/split-brain/dual-writing|Runbook>  ·  split-brain/dual-writing `0123456789abcdef`  ·  as of <!date^1795654800^{date_short_pretty} {time_secs}|2026-11-26 01:00:00 UTC>',
              },
            ],
          },
        ],
      },
    ],
  });
});

test('a resolved incident looks resolved, says for how long it was, and asks for nothing more', () => {
  const resolvedAt = '2026-11-26T01:04:10.000Z';
  const message = slackMessage(exampleIncident({ status: 'resolved', resolvedAt, changedAt: resolvedAt }));
  const shown = JSON.stringify(message);
  expect(message.text).toMatch(/^Resolved: Two primaries/);
  expect(message.attachments[0]?.color).toBe('#2eb67d');
  expect(shown).toContain('after 4 min 10 s');
  expect(shown).not.toContain('*Next*');
});

test('what Slack would take for markup is escaped, in the thread too', () => {
  const text = 'a < b & c > d <!channel>';
  const { concern } = exampleIncident();
  const shown = JSON.stringify([
    slackMessage(
      exampleIncident({
        concern: { ...concern, summary: text, lists: [{ title: text, lines: [text], complete: true }] },
      }),
    ),
    slackThreadEntry({ number: 2, at: '2026-11-26T01:00:00.000Z', kind: 'worse', text }),
  ]);
  expect(shown).toContain('a &lt; b &amp; c &gt; d &lt;!channel&gt;');
  expect(shown).not.toContain('<!channel>');
});

test('a list that is too long says how many are not shown, and one that is not complete says at least', () => {
  const { concern } = exampleIncident();
  const lines = Array.from({ length: 500 }, (_, index) => `xid ${index}`);
  const shown = JSON.stringify(
    slackMessage(exampleIncident({ concern: { ...concern, lists: [{ title: 'Commits', lines, complete: false }] } })),
  );
  expect(shown).toContain('*Commits* (at least 500)');
  expect(shown).toMatch(/… and \d+ more/);
});
