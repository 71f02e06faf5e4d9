import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleIncident } from './example-incident.ts';
import { incidentWithoutSecrets, textWithoutSecrets } from './without-secrets.ts';

test.each([
  ['postgres://app:hunter2@db/orders refused', 'postgres://***@db/orders refused'],
  ['host=db user=app password=hunter2 dbname=x', 'host=db user=app password=*** dbname=x'],
  ["host=db password='hun ter\\'2' dbname=x", 'host=db password=*** dbname=x'],
  ['https://alerts/?password=hunter2&x=1', 'https://alerts/?password=***&x=1'],
  ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer ***'],
  ['token xoxb-12-34-abc was refused', 'token *** was refused'],
  ['ghp_0123456789abcdef and github_pat_11AA_22', '*** and ***'],
  ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
  ['orders-1 is a primary of postgres://db-1:5432/orders', 'orders-1 is a primary of postgres://db-1:5432/orders'],
])('%s', (text, shown) => {
  expect(textWithoutSecrets(text)).toBe(shown);
});

test('a secret that is known is in no text of an incident, wherever it was put', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9!$%^*()+]{12,40}$/);
  fc.assert(
    fc.property(word, fc.string(), fc.string(), (secret, before, after) => {
      const text = `${before}${secret}${after}`;
      const { concern } = exampleIncident();
      const shown = incidentWithoutSecrets(
        exampleIncident({
          concern: {
            ...concern,
            title: text,
            summary: text,
            cluster: text,
            evidence: [{ label: text, text }],
            lists: [{ title: text, lines: [text], complete: true }],
            nextSteps: [text],
            runbook: text,
          },
          timeline: [{ number: 1, at: '2026-11-26T01:00:00.000Z', kind: 'opened', text }],
        }),
        [secret],
      );
      expect(JSON.stringify(shown)).not.toContain(secret);
    }),
  );
});
