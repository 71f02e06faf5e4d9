import type { Progress } from '@postgres-ha/backup-prover';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '@postgres-ha/command-line';
import { progressBars } from './progress-bars.ts';

/** A terminal that keeps what a person sees: of control sequences it knows those that move up, and those that clear. */
function screen(columns = 100): {
  readonly terminal: Terminal;
  readonly lines: () => readonly string[];
  readonly writes: string[];
  pass: (ms: number) => void;
} {
  const rows: string[] = [''];
  const writes: string[] = [];
  let row = 0;
  let elapsed = 0;
  const write = (text: string): void => {
    writes.push(text);
    // eslint-disable-next-line no-control-regex -- that is what it reads
    for (const [token] of text.matchAll(/\u001b\[(\d+)A|\u001b\[0J|\u001b\[2K|\n|\r|[^\u001b\n\r]+/g)) {
      if (token === '\n') rows[(row += 1)] ??= '';
      else if (token === '\u001b[0J') rows.splice(row, Infinity, '');
      else if (token === '\u001b[2K') rows[row] = '';
      else if (token.startsWith('\u001b')) row -= Number.parseInt(token.slice(2), 10);
      else if (token !== '\r') rows[row] = `${rows[row] ?? ''}${token}`;
    }
  };
  return {
    terminal: { write, columns: () => columns, elapsedMs: () => elapsed },
    lines: () => rows.filter((line) => line !== ''),
    writes,
    pass: (ms) => {
      elapsed += ms;
    },
  };
}

const reading = (doneBytes: number, more: Partial<Extract<Progress, { readonly kind: 'backup' }>> = {}): Progress => ({
  kind: 'backup',
  backupId: '20261125T020000',
  step: 'content',
  doneBytes,
  totalBytes: 1024 ** 3,
  ...more,
});

describe('progress on a terminal', () => {
  test('shows how much of a backup is done, how fast, and what is left', () => {
    const { terminal, lines, pass } = screen(120);
    using bars = progressBars(terminal);
    bars.show(reading(0));
    pass(2000);
    bars.show(reading(256 * 1024 ** 2));
    expect(lines()).toEqual([
      '20261125T020000  reading      [####------------]   25 %  256.0 MiB of 1.0 GiB  128.0 MiB/s  6.0 s left',
    ]);
  });

  test('counts listed objects until there is more to say', () => {
    const { terminal, lines, pass } = screen();
    using bars = progressBars(terminal);
    bars.show({ kind: 'listing', objects: 12_000 });
    expect(lines()).toEqual(['12,000 objects listed']);
    pass(200);
    bars.show(reading(0));
    expect(lines()).toEqual([expect.stringMatching(/^20261125T020000/)]);
  });

  test('leaves a line for each backup that was judged, and nothing else behind', () => {
    const { terminal, lines, pass } = screen();
    {
      using bars = progressBars(terminal);
      for (const backupId of ['a', 'b']) {
        bars.show(reading(0, { backupId }));
        pass(200);
        bars.show({ kind: 'judged', backupId, verdict: 'proven' });
        pass(200);
      }
      bars.show(reading(5, { backupId: 'c' }));
    }
    expect(lines()).toEqual(['a  proven', 'b  proven']);
  });

  test('draws at most ten times a second', () => {
    const { terminal, writes, pass } = screen();
    using bars = progressBars(terminal);
    for (let step = 0; step < 10_000; step += 1) {
      bars.show(reading(step));
      pass(0.1);
    }
    expect(writes.length).toBeLessThanOrEqual(11);
  });

  test('shows several backups at once, each in its line, and never wraps', () => {
    const { terminal, lines, pass } = screen(40);
    using bars = progressBars(terminal);
    bars.show(reading(1, { backupId: 'a' }));
    pass(200);
    bars.show(reading(1, { backupId: 'b', step: 'replay' }));
    expect(lines().map((line) => line.slice(0, 1))).toEqual(['a', 'b']);
    expect(Math.max(...lines().map((line) => line.length))).toBeLessThan(40);
  });

  test('is not confused by a total of nothing, or by more than all', () => {
    const { terminal, lines, pass } = screen();
    using bars = progressBars(terminal);
    bars.show(reading(7, { totalBytes: 0, step: 'replay' }));
    expect(lines()).toEqual(['20261125T020000  replaying  7 bytes']);
    pass(2000);
    bars.show(reading(7, { totalBytes: 5 }));
    expect(lines()).toEqual([expect.stringContaining('100 %')]);
  });

  test('writes nothing where nothing was to be shown', () => {
    const { terminal, writes } = screen();
    progressBars(terminal)[Symbol.dispose]();
    expect(writes).toEqual([]);
  });
});
