import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { worst } from '@postgres-ha/proof-report';

/** Whether the verifier saw what was done to a copy. */
export type Judgement =
  | { readonly kind: 'found'; readonly finding: NamedFinding; readonly verdict: ArchiveReport['overall'] }
  | { readonly kind: 'missed'; readonly because: string; readonly verdict: ArchiveReport['overall'] };

export type NamedFinding = Finding & { readonly object: string };

/** What was done to a copy, and what must be said of it. */
export interface Damage {
  readonly object: string;
  readonly expected: readonly string[];
}

/** Found is only what is called damaged, by one of the expected findings, with the object's name. */
export function judgeCopy(reports: readonly ArchiveReport[], { object, expected }: Damage): Judgement {
  const verdict = worst(reports);
  const grave = reports.flatMap(allFindings).filter(({ weight }) => weight !== 'notice');
  const damages = grave.filter(({ weight }) => weight === 'damaged');
  const finding = damages.filter(hasObject).find((each) => names(each.object, object) && expected.includes(each.id));
  if (verdict === 'damaged' && finding !== undefined) return { kind: 'found', finding, verdict };
  const said = new Set(
    grave.map(({ id, weight, object = 'no object', found }) => `${id} (${weight}) in ${object}: ${found}`),
  );
  return {
    kind: 'missed',
    verdict,
    because:
      `expected the verdict damaged, by ${expected.join(' or ')} in ${object}; ` +
      `found the verdict ${verdict}${said.size === 0 ? ' and nothing else' : `, by ${[...said].join('; ')}`}`,
  };
}

export function allFindings({ backups, findings }: ArchiveReport): readonly Finding[] {
  const ofBackups = backups.flatMap(({ verdict, notices }) => {
    switch (verdict.kind) {
      case 'damaged':
        return [...verdict.findings, ...notices];
      case 'unknown':
        return [...verdict.because, ...notices];
      case 'proven':
        return notices;
    }
  });
  return [...ofBackups, ...findings];
}

function hasObject(finding: Finding): finding is NamedFinding {
  return finding.object !== undefined;
}

/** Of a segment that is missing nobody knows how it was compressed. */
function names(found: string, object: string): boolean {
  return found === object || `${found}.gz` === object;
}
