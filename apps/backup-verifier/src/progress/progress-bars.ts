import type { Progress, Step } from '@postgres-ha/backup-prover';
import type { Terminal } from '@postgres-ha/command-line';
import { bytesInWords, durationInWords } from '@postgres-ha/proof-report';

export interface ProgressBars extends Disposable {
  readonly show: (progress: Progress) => void;
}

/** Often enough to look alive, seldom enough to cost nothing. */
const EVERY_MS = 100;
/** So that the amounts still fit into 80 columns. */
const BAR = 16;
const CLEAR_LINE = '\u001b[2K';

const STEPS: Readonly<Record<Step, string>> = { content: 'reading', wal: 'reading WAL', replay: 'replaying' };

/** What is going on, in the last lines of a terminal; each judged backup leaves a line behind. Disposing clears what moves. */
export function progressBars(terminal: Terminal): ProgressBars {
  const lines = new Map<string, { readonly bar: Bar; readonly since: number; readonly from: number }>();
  const settled: string[] = [];
  let objects: number | undefined;
  let drawn = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;

  const draw = (): void => {
    const now = terminal.elapsedMs();
    const moving = [
      ...(objects === undefined ? [] : [`${objects.toLocaleString('en-US')} objects listed`]),
      ...[...lines.values()].map(({ bar, since, from }) => barText(bar, bar.doneBytes - from, now - since)),
    ];
    const width = Math.max(20, terminal.columns()) - 1;
    // One write for all, so that nothing flickers and nothing comes between.
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    const written = [...settled, ...moving].map((line) => `${CLEAR_LINE}${line.slice(0, width)}\n`).join('');
    terminal.write(`${up}\r\u001b[0J${written}`);
    settled.length = 0;
    drawn = moving.length;
    drawnAt = now;
  };

  return {
    show: (progress) => {
      switch (progress.kind) {
        case 'listing':
          objects = progress.objects;
          break;
        case 'backup': {
          objects = undefined;
          const known = lines.get(progress.backupId);
          lines.set(
            progress.backupId,
            known?.bar.step === progress.step
              ? { ...known, bar: progress }
              : { bar: progress, since: terminal.elapsedMs(), from: progress.doneBytes },
          );
          break;
        }
        case 'judged':
          lines.delete(progress.backupId);
          settled.push(`${progress.backupId}  ${progress.verdict}`);
          break;
      }
      if (terminal.elapsedMs() - drawnAt >= EVERY_MS) draw();
    },
    [Symbol.dispose]: () => {
      objects = undefined;
      lines.clear();
      if (drawn > 0 || settled.length > 0) draw();
    },
  };
}

type Bar = Extract<Progress, { readonly kind: 'backup' }>;

/** `20261125T020000  reading      [######----------]  38 %  1.2 GiB of 3.2 GiB  85.0 MiB/s  24 s left` */
function barText({ backupId, step, doneBytes, totalBytes }: Bar, doneSince: number, elapsedMs: number): string {
  // How much there will be is not always known beforehand.
  if (totalBytes <= 0) return [backupId, STEPS[step], ...(doneBytes > 0 ? [bytesInWords(doneBytes)] : [])].join('  ');
  const share = Math.min(1, Math.max(0, doneBytes / totalBytes));
  const full = Math.floor(share * BAR);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const amount = `${bytesInWords(doneBytes)} of ${bytesInWords(totalBytes)}`;
  return [
    backupId,
    STEPS[step].padEnd(11),
    bar,
    percent,
    amount,
    ...pace(doneSince, elapsedMs, totalBytes - doneBytes),
  ].join('  ');
}

/** Nothing is foretold from less than a second. */
function pace(doneSince: number, elapsedMs: number, leftBytes: number): readonly string[] {
  if (elapsedMs < 1000 || doneSince <= 0) return [];
  const bytesPerMs = doneSince / elapsedMs;
  const speed = `${bytesInWords(Math.round(bytesPerMs * 1000))}/s`;
  return leftBytes > 0 ? [speed, `${durationInWords(leftBytes / bytesPerMs)} left`] : [speed];
}
