import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLog, type LogLevel } from './json-log.ts';

function logged(level?: LogLevel): { readonly log: ReturnType<typeof jsonLog>; readonly lines: string[] } {
  const lines: string[] = [];
  const log = jsonLog({
    write: (line) => lines.push(line),
    now: () => Date.parse('2026-11-25T14:10:00Z'),
    redact: (text) => text.replaceAll('secret', '[redacted]'),
    ...(level !== undefined && { level }),
  });
  return { log, lines };
}

test('an event is one line of JSON, with its time and level in front', () => {
  const { log, lines } = logged();
  log.info('run-started', { slot: new Date(0), lsn: 2n ** 63n });
  expect(lines).toEqual([
    '{"time":"2026-11-25T14:10:00.000Z","level":"info","event":"run-started","slot":"1970-01-01T00:00:00.000Z","lsn":"9223372036854775808"}',
  ]);
});

test('whatever is in a field, it stays one line that can be read, and its event stays what it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const { log, lines } = logged();
      log.warn('runs-skipped', fields);
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toContain('\n');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', event: 'runs-skipped' });
    }),
  );
});

test('an error is written with its code and its causes', () => {
  const { log, lines } = logged();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  log.error('run-failed', { error: new Error('no answer', { cause }) });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    error: { name: 'Error', message: 'no answer', cause: { message: 'refused', code: 'ECONNREFUSED' } },
  });
});

test('what nobody may see is blotted out of everything, names too', () => {
  const { log, lines } = logged();
  log.error('secret', { secret: { a: ['secret'], error: new Error('secret') } });
  expect(lines.join('')).not.toContain('secret');
});

test('what matters less than asked is not written', () => {
  const { log, lines } = logged('warn');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines.map((line) => (JSON.parse(line) as { readonly event: string }).event)).toEqual(['c', 'd']);
});
