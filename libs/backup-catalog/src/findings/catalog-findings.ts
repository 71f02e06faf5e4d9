import type { Catalogue, ServerCatalogue } from '../catalogue.ts';
import { recoverableIntervals } from '../recovery/recoverable-intervals.ts';
import type { Recoverability } from '../recovery/recoverable-interval.ts';
import { archiveFindings } from './archive-findings.ts';
import { backupContradictions } from './backup-contradictions.ts';
import { backupState } from './backup-state.ts';
import { catalogFinding, type CatalogFinding, type JudgeOptions, type Rule } from './catalog-finding.ts';
import { policyFindings } from './policy-findings.ts';
import { timelineFindings } from './timeline-findings.ts';
import { walFindings } from './wal-findings.ts';
import { walObjects } from './wal-objects.ts';

const RULES: readonly Rule[] = [
  backupState,
  backupContradictions,
  archiveFindings,
  policyFindings,
  walFindings,
  walObjects,
  timelineFindings,
];

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What a catalogue shows of levels L0 and L1. One finding for an object and a reason; the graver one stays. */
export function catalogFindings(
  server: ServerCatalogue,
  options: JudgeOptions,
  recovery: Recoverability = recoverableIntervals(server),
): readonly CatalogFinding[] {
  const { now, policy = {}, longestBackupMs = 24 * HOUR_MS, settlingMs = 15 * MINUTE_MS, unencrypted = [] } = options;
  const judged = { server, recovery, options: { now, policy, longestBackupMs, settlingMs } };
  const plain = unencrypted
    .filter((key) => key.startsWith(server.prefix))
    .map((object) =>
      catalogFinding(server, 'not-encrypted', {
        weight: 'notice',
        object,
        found: 'no encryption',
        expected: 'AES256 or aws:kms',
      }),
    );
  return withoutRepeats([...RULES.flatMap((rule) => rule(judged)), ...plain]);
}

/** Objects that belong to no server. */
export function strayFindings({ strays, strayCount }: Catalogue): readonly CatalogFinding[] {
  return strays.map((object, index) =>
    catalogFinding({ serverName: '' }, 'stray-object', {
      weight: 'notice',
      object: object.key,
      found:
        index === strays.length - 1 && strayCount > strays.length
          ? `and ${strayCount - strays.length} more`
          : `${object.sizeBytes} bytes`,
      expected: 'only what Barman Cloud writes',
    }),
  );
}

const GRAVITY: Readonly<Record<CatalogFinding['weight'], number>> = { notice: 0, unknown: 1, damaged: 2 };

function withoutRepeats(findings: readonly CatalogFinding[]): readonly CatalogFinding[] {
  const kept = new Map<string, CatalogFinding>();
  for (const finding of findings) {
    const { id, object, backupId, place } = finding;
    const key = [id, object, id.startsWith('wal-') ? '' : backupId, place].join('\n');
    const before = kept.get(key);
    if (before === undefined || GRAVITY[before.weight] < GRAVITY[finding.weight]) kept.set(key, finding);
  }
  return [...kept.values()];
}
