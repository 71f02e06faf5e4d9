import { expect, test } from 'vitest';
import { createServerLog } from './server-log.ts';

test('a message is its code, process, severity and text, with what follows on more lines', () => {
  const log = createServerLog();
  log.add('00000 startup LOG:  consistent recovery state reached at 16/B374D848');
  log.add('XX000 startup FATAL:  could not restore file "000000010000000000000003" from archive');
  log.add('XX000 startup DETAIL:  command exited with code 197');
  log.add('\tand a line of its own');
  expect(log.entries.at(-1)).toEqual({
    sqlState: 'XX000',
    process: 'startup',
    severity: 'FATAL',
    text:
      'could not restore file "000000010000000000000003" from archive\n' +
      'DETAIL:  command exited with code 197\n\tand a line of its own',
  });
  expect(log.consistentAt).toBe(0x16_b374_d848n);
});

test('the refusal of a session that came too early is no end of the server', () => {
  const log = createServerLog();
  log.add('57P03 not initialized FATAL:  the database system is starting up');
  log.add('57P03 client backend FATAL:  the database system is not yet accepting connections');
  log.add('57P03 dead-end client backend FATAL:  the database system is starting up');
  expect(log.fatal).toEqual([]);
});

test('the last end of redo counts', () => {
  const log = createServerLog();
  log.add(
    '00000 startup LOG:  redo done at 0/152F9A8 system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.10 s',
  );
  expect(log.redoDoneAt).toBe(0x152_f9a8n);
});

test('memory does not grow with what a server has to say', () => {
  const log = createServerLog();
  for (let line = 0; line < 10_000; line++) log.add(`00000 startup LOG:  restored log file ${line}`);
  expect(log.lines.length).toBeLessThan(1000);
  expect(log.entries.length).toBeLessThan(1000);
});
