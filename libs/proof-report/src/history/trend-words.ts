import { bytesInWords, counted, durationInWords } from '../report/words.ts';
import type { RestoreStep, RestoreTrend } from './restore-trend.ts';

export const STEP_WORDS: Readonly<Record<RestoreStep, string>> = {
  content: 'base backup read',
  wal: 'WAL read',
  boot: 'start',
  replay: 'replay',
};

/** How long a restore takes, in a sentence or two that do not say more than the runs do. */
export function trendInWords(trend: RestoreTrend): readonly string[] {
  const { runs, steps, total, forecastMs, presentSizeBytes, backupId } = trend;
  const parts = steps.map(({ name, lastMs }) => `${STEP_WORDS[name]} ${durationInWords(lastMs)}`).join(', ');
  const median =
    runs === 1 ? 'from one run' : `from the last of ${counted(runs, 'run')}, median ${durationInWords(total.medianMs)}`;
  return [
    `A restore of ${backupId} took ${durationInWords(total.lastMs)}: ${parts} (${median}).`,
    growth(trend),
    ...(forecastMs === undefined || presentSizeBytes === undefined || runs === 1
      ? []
      : [
          `A restore of the newest backup (${bytesInWords(presentSizeBytes)}) is expected to take ${durationInWords(forecastMs)}.`,
        ]),
  ];
}

function growth({ runs, total, first, last }: RestoreTrend): string {
  if (total.perWeekMs === undefined) {
    return runs < 3
      ? 'Too few runs to say whether it grows.'
      : 'The runs lie too close together to say whether it grows.';
  }
  const days = Math.max(1, Math.round((last.getTime() - first.getTime()) / 86_400_000));
  const over = `over ${counted(days, 'day')}`;
  // a change that nobody would notice is none
  if (Math.abs(total.perWeekMs) < Math.max(1000, total.medianMs * 0.02)) return `It stays as it is, ${over}.`;
  const verb = total.perWeekMs > 0 ? 'grows' : 'shrinks';
  return `It ${verb} by ${durationInWords(Math.abs(total.perWeekMs))} per week, ${over}.`;
}
