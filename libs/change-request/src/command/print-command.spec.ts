import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from './command.ts';
import { printCommand } from './print-command.ts';
import { readComment } from './read-comment.ts';

const name = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
const target = fc.record({ environment: name, cluster: name });
const wide = fc.record({ environment: name, cluster: fc.option(name, { nil: undefined }) });
const words = fc.stringMatching(/^[ -~À-ž漢]{1,40}$/);
const reason = words
  .map((text) => text.trim())
  .filter((text) => text !== '' && !(text.includes('"') && text.includes("'")));
const value = words
  .map((text) => text.replace(/[^ -~]/g, ''))
  .filter((text) => !(text.includes('"') && text.includes("'")));
const until = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => {
    date.setUTCMilliseconds(0);
    return date;
  });
const size = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('Gi', 'Mi', 'T', 'k'))
  .map(([count, unit]) => `${count}${unit}`);
const parameters = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z_][a-z0-9_$]{0,10}(?:\.[a-z_][a-z0-9_$]{0,5})?$/),
    value: fc.option(value, { nil: undefined }),
  }),
  { selector: (parameter) => parameter.name, minLength: 1, maxLength: 20 },
);
const atLeastOne = <T extends object>(all: fc.Arbitrary<T>) => all.filter((some) => Object.keys(some).length > 1);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc
    .record({ target, instances: fc.integer({ min: 1, max: 32 }) })
    .map((parts) => ({ kind: 'scale' as const, ...parts })),
  atLeastOne(fc.record({ target, storage: size, wal: size }, { requiredKeys: ['target'] })).map((parts) => ({
    kind: 'resize' as const,
    ...parts,
  })),
  fc.record({ target, parameters }).map((parts) => ({ kind: 'set' as const, ...parts })),
  atLeastOne(
    fc.record({ target, cpu: fc.constantFrom('2', '500m', '0.25'), memory: size }, { requiredKeys: ['target'] }),
  ).map((parts) => ({ kind: 'resources' as const, ...parts })),
  fc
    .record({ target, image: fc.constantFrom('postgres:17', `a.b:5000/c/d:1@sha256:${'0f'.repeat(32)}`) })
    .map((parts) => ({ kind: 'upgrade' as const, ...parts })),
  fc
    .record({ target, until, reason }, { requiredKeys: ['target'] })
    .map((parts) => ({ kind: 'maintenance' as const, phase: 'start' as const, ...parts })),
  fc
    .record({ target, reason }, { requiredKeys: ['target'] })
    .map((parts) => ({ kind: 'maintenance' as const, phase: 'end' as const, ...parts })),
  atLeastOne(
    fc.record(
      {
        target,
        schedule: fc.constantFrom('0 2 * * *', '*/5 1-3 1,15 JAN MON'),
        retention: fc.constantFrom('30d', '4w'),
      },
      { requiredKeys: ['target'] },
    ),
  ).map((parts) => ({ kind: 'backups' as const, ...parts })),
  fc
    .record({ target, name, connections: fc.integer({ min: 1, max: 262_143 }) }, { requiredKeys: ['target', 'name'] })
    .map((parts) => ({ kind: 'service' as const, ...parts })),
  fc
    .record({ target: wide, until, reason }, { requiredKeys: ['target', 'reason'] })
    .map((parts) => ({ kind: 'freeze' as const, ...parts })),
  wide.map((target) => ({ kind: 'unfreeze' as const, target })),
  wide.map((target) => ({ kind: 'unlock' as const, target })),
  fc
    .record({ rule: fc.constantFrom('frozen', 'facts-unknown'), reason })
    .map((parts) => ({ kind: 'override' as const, ...parts })),
  fc.constantFrom('plan' as const, 'render' as const).map((kind) => ({ kind })),
  fc.constantFrom(undefined, 'scale', 'help').map((about) => ({ kind: 'help' as const, about })),
);

test('what is printed is read as the same command, and printed the same again', () => {
  fc.assert(
    fc.property(command, (original) => {
      const line = printCommand(original);
      const reading = readComment(line);
      // The few that look like a secret by chance are refused whatever they are.
      if (reading.kind === 'mistaken' && reading.mistakes[0]?.found.includes('secret') === true) return;
      expect(reading).toEqual({ kind: 'commands', commands: [{ line: 1, text: line, command: original }] });
      expect(line).not.toMatch(/[\r\n]/);
    }),
    { numRuns: 2000 },
  );
});

test('there is one way to write a command', () => {
  const reading = readComment(`  /freeze   production until=2026-12-27T07:00+01:00 reason='end of year'`);
  const [first] = reading.kind === 'commands' ? reading.commands : [];
  expect(first === undefined ? undefined : printCommand(first.command)).toBe(
    '/freeze production reason="end of year" until=2026-12-27T06:00:00Z',
  );
});

test('a word in quotes that would mean something else without them keeps them', () => {
  const parameters = [
    { name: 'a', value: 'default' },
    { name: 'b', value: undefined },
    { name: 'c', value: '"x"' },
  ];
  const line = '/set p/a a="default" b=default c=\'"x"\'';
  expect(printCommand({ kind: 'set', target: { environment: 'p', cluster: 'a' }, parameters })).toBe(line);
});
