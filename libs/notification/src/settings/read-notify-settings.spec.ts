import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatInputProblem } from '@postgres-ha/command-line';
import { describe, expect, test } from 'vitest';
import { sinkName } from './notify-settings.ts';
import { publishedNotifySchema } from './published-schema.ts';
import { readNotifySettings } from './read-notify-settings.ts';

const LIBRARY = join(import.meta.dirname, '../..');
const TOKEN = 'xoxb-1111-very-secret';

function problemsOf(yaml: string): readonly string[] {
  const reading = readNotifySettings(yaml, { file: 'notify.yaml' });
  return reading.kind === 'read' ? [] : reading.problems.map(formatInputProblem);
}

test('the example is read, and every kind of sink is in it', () => {
  const reading = readNotifySettings(readFileSync(join(LIBRARY, 'example/notify.yaml'), 'utf8'), {
    file: 'notify.yaml',
  });
  expect(reading.kind === 'read' ? reading.value.sinks.map(sinkName) : reading.problems).toEqual([
    'slack:C0123456789',
    'github:example-org/databases',
    'alertmanager:alertmanager.monitoring:9093',
    'pagerduty',
    'chat-bridge',
  ]);
});

test('the committed JSON Schema is the one that the code publishes (`npm run schema` writes it)', () => {
  expect(readFileSync(join(LIBRARY, 'schema/notify.schema.json'), 'utf8')).toBe(
    `${JSON.stringify(publishedNotifySchema(), null, 2)}\n`,
  );
});

describe('a problem has its line and column', () => {
  test.each([
    {
      name: 'a secret that is written down',
      yaml: `sinks:\n  - kind: slack\n    channel: C0123456789\n    token: ${TOKEN}\n`,
      says: 'notify.yaml:4:12: sinks.0.token: found the secret itself, expected where the secret is',
    },
    {
      name: 'a key that is misspelt',
      yaml: 'sinks:\n  - kind: pagerduty\n    routingkey: { env: KEY }\n    routingKey: { env: KEY }\n',
      says: 'notify.yaml:3:5: sinks.0.routingkey: found a key that there is not, expected no such key. Did you mean routingKey?',
    },
    {
      name: 'a key that is missing',
      yaml: 'sinks:\n  - kind: slack\n    channel: C0123456789\n',
      says: 'notify.yaml:2:5: sinks.0.token: found nothing, expected where the secret is',
    },
    {
      name: 'an unknown kind of sink',
      yaml: 'sinks:\n  - kind: email\n',
      says: 'notify.yaml:2:11: sinks.0.kind: found "email", expected kind: one of slack',
    },
    {
      name: 'a channel that YAML takes for a comment',
      yaml: 'sinks:\n  - kind: slack\n    channel: #alerts\n    token: { env: T }\n',
      says: 'notify.yaml:3:14: sinks.0.channel: found nothing, expected a channel: its ID (C…), or "#name" in quotes',
    },
    {
      name: 'an address with a password',
      yaml: 'sinks:\n  - kind: alertmanager\n    url: https://me:hunter2@alerts.example.org\n',
      says: 'notify.yaml:3:10: sinks.0.url: found "https://***@alerts.example.org", expected an address without user and password',
    },
    {
      name: 'an address that is none',
      yaml: 'sinks:\n  - kind: alertmanager\n    url: alerts.example.org\n',
      says: 'notify.yaml:3:10: sinks.0.url: found "alerts.example.org", expected an address that begins with http',
    },
    {
      name: 'a repository with two ways in',
      yaml: 'sinks:\n  - kind: github\n    repository: a/b\n',
      says: 'notify.yaml:2:5: sinks.0: found a block of keys, expected a token or an app, one of them',
    },
    {
      name: 'two sinks of one name',
      yaml: 'sinks:\n  - kind: pagerduty\n    routingKey: { env: A }\n  - kind: pagerduty\n    routingKey: { env: B }\n',
      says: 'notify.yaml:4:5: sinks.1: found a block of keys, expected a name of its own; pagerduty is there already',
    },
    {
      name: 'a refresh that is too rare',
      yaml: 'sinks:\n  - kind: alertmanager\n    url: http://a\n    refresh: 1h\n',
      says: 'notify.yaml:4:14: sinks.0.refresh: found "1h", expected a duration from 5s to 10m',
    },
    {
      name: 'a key that is there twice',
      yaml: 'sinks: []\nsinks: []\n',
      says: 'notify.yaml:2:1: found YAML that cannot be read (DUPLICATE_KEY)',
    },
    { name: 'nothing at all', yaml: '', says: 'notify.yaml:1:1: the file: found nothing, expected a block of keys' },
    {
      name: 'an alias',
      yaml: 'sinks: &all []\nmore: *all\n',
      says: 'notify.yaml:2:7: found an alias, expected every value written out',
    },
  ])('$name', ({ yaml, says }) => {
    const problems = problemsOf(yaml);
    expect(
      problems.some((problem) => problem.startsWith(says)),
      problems.join('\n'),
    ).toBe(true);
    expect(problems.join('\n')).not.toMatch(/very-secret|hunter2/);
  });
});
