import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { atTime, bytesInWords, counted, durationInWords, worst } from '@postgres-ha/proof-report';
import { allFindings } from '../copies/judge-copy.ts';
import type { Line } from './line.ts';

/** What came of a step: what was said, and whether it is what was expected. */
export type StepOutcome =
  | { readonly kind: 'done'; readonly said: string; readonly lines: readonly Line[] }
  | { readonly kind: 'failed'; readonly expected: string; readonly found: string };

const LEVEL_EVIDENCE: readonly { readonly level: string; readonly did: string }[] = [
  { level: 'L2', did: 'every byte of it was read and every checksum in it compared' },
  { level: 'L3', did: 'it was restored into a throw-away PostgreSQL, which started' },
  { level: 'L4', did: 'that replayed the WAL to a moment chosen at random, and on to the end of the archive' },
  { level: 'L5', did: 'and the data was looked at: indexes, assertions, the canary row' },
];

/** Of the original, which must be proven, every backup of it. */
export function tellProof(reports: readonly ArchiveReport[]): StepOutcome {
  const verdict = worst(reports);
  const [report, ...others] = reports;
  const newest = report?.backups.at(-1);
  if (verdict !== 'proven' || report === undefined || others.length > 0 || newest?.verdict.kind !== 'proven') {
    return {
      kind: 'failed',
      expected: 'one archive, proven with every backup in it',
      found: `${counted(reports.length, 'archive')}, ${verdict}: ${reasons(reports)}`,
    };
  }
  const { upTo, level } = newest.verdict;
  const until = upTo.lastCommitAt === undefined ? 'the end of its WAL' : atTime(upTo.lastCommitAt);
  const [first] = report.backups;
  const since =
    first?.endedAt !== undefined && report.moments.every(({ state }) => state === 'proven')
      ? ` Every moment since ${atTime(first.endedAt)} can be restored.`
      : '';
  const said = `PROVEN up to ${until}.${since}`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: said },
      { kind: 'text', text: evidence(report, level) },
    ],
  };
}

/** What stands between a claim and a proof. */
function evidence({ backups, read, startedAt, finishedAt }: ArchiveReport, level: string): string {
  const did = LEVEL_EVIDENCE.filter((each) => each.level <= level).map((each) => each.did);
  const took = durationInWords(finishedAt.getTime() - startedAt.getTime());
  const subject = backups.length === 1 ? '' : `of each of the ${backups.length} backups `;
  return `The evidence (level ${level}): ${subject}${did.join('; ')}. ${bytesInWords(read.bytes)} read, ${took}.`;
}

/** The first few findings that made a verdict. */
export function reasons(reports: readonly ArchiveReport[]): string {
  const grave = reports.flatMap(allFindings).filter(({ weight }) => weight !== 'notice');
  if (grave.length === 0) return 'nothing was found, and nothing was proven';
  return grave
    .slice(0, 3)
    .map(({ id, object, found }) => `${id}${object === undefined ? '' : ` in ${object}`} (${found})`)
    .join('; ');
}
