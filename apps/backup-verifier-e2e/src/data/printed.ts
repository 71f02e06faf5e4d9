import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { reportJson, reportText } from '@postgres-ha/proof-report';

/** Everything that can be read of a run: the report as it is, as text, as JSON, and what was told on the way. */
export function printed(report: ArchiveReport, steps: readonly unknown[] = []): string {
  const whole = JSON.stringify([report, steps], (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return [whole, reportText([report], []), JSON.stringify(reportJson([report], []))].join('\n');
}
