import { expect, test } from 'vitest';
import { HELP, readOptions } from './options.ts';

test.each([
  { args: [], asked: { kind: 'lab', exit: false, port: 0 } },
  { args: ['--exit'], asked: { kind: 'lab', exit: true, port: 0 } },
  { args: ['--port', '8080'], asked: { kind: 'lab', exit: false, port: 8080 } },
  { args: ['--port=0', '--exit'], asked: { kind: 'lab', exit: true, port: 0 } },
  { args: ['-h'], asked: { kind: 'help' } },
  { args: ['--exit', '--help'], asked: { kind: 'help' } },
])('$args asks for $asked', ({ args, asked }) => {
  expect(readOptions(args)).toEqual(asked);
});

test.each([
  { args: ['--prot', '80'], found: '--prot' },
  { args: ['exit'], found: 'exit' },
  { args: ['--exit=yes'], found: 'yes' },
  { args: ['--port'], found: 'nothing' },
  { args: ['--port', '65536'], found: '65536' },
  { args: ['--port', '-1'], found: '-1' },
  { args: ['--port', '80x'], found: '80x' },
  { args: ['--port', ''], found: '' },
])('$args is refused, and what was found is said', ({ args, found }) => {
  const asked = readOptions(args);
  expect(asked.kind).toBe('refused');
  expect(asked.kind === 'refused' && asked.problem).toContain(`found ${found}`);
});

test('help names every option and every exit code, and fits', () => {
  for (const word of ['--exit', '--port', '--help', 'NO_COLOR', 'TMPDIR', '  0  ', '  1  ', '  2  ', '  3  ']) {
    expect(HELP).toContain(word);
  }
  for (const line of HELP.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
});
