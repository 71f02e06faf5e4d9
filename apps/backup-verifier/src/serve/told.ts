import type { ArchiveReport, Overall } from '@postgres-ha/backup-proof';
import { z } from 'zod';
import type { FindingChange } from './finding-sink.ts';
import { lookedAgain } from './looked-again.ts';
import { findingKey, openFindingSchema, weightyFindings, type OpenFinding } from './open-finding.ts';

/** What the sink has been told, and took. */
export const toldSchema = z.object({
  findings: z.array(openFindingSchema).readonly(),
  /** By server. An unknown one of a later version is read as unknown. */
  verdicts: z.record(z.string(), z.enum(['proven', 'damaged', 'unknown', 'acknowledged'])),
});
export type Told = Readonly<z.infer<typeof toldSchema>>;

export const NOTHING_TOLD: Told = { findings: [], verdicts: {} };

/** How a look ended. */
export type Looked =
  | { readonly kind: 'reports'; readonly reports: readonly ArchiveReport[]; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly because: string; readonly serverName: string | undefined };

/** What is to be told of a look: what it found, what it no longer found, and what came of it. A failed look changes verdicts, and resolves nothing. */
export function changesOf(told: Told, looked: Looked, at: Date): readonly FindingChange[] {
  if (looked.kind === 'failed') {
    const named = looked.serverName === undefined ? [] : [looked.serverName];
    const servers = [...new Set([...Object.keys(told.verdicts), ...named])];
    return servers.flatMap((serverName) =>
      verdictChange(told, { serverName, to: 'unknown', because: looked.because }, at),
    );
  }
  return looked.reports.flatMap((report) => [
    ...findingChanges(told, report, at),
    ...verdictChange(told, { serverName: report.serverName, to: report.overall }, at),
  ]);
}

function verdictChange(
  { verdicts }: Told,
  { serverName, to, because }: { readonly serverName: string; readonly to: Overall; readonly because?: string },
  at: Date,
): readonly FindingChange[] {
  const from = verdicts[serverName];
  if (from === to) return [];
  return [
    {
      kind: 'verdict',
      at,
      serverName,
      from,
      to,
      ...(because !== undefined && { because }),
    },
  ];
}

function findingChanges({ findings }: Told, report: ArchiveReport, at: Date): readonly FindingChange[] {
  const open = new Map(
    findings.filter(({ serverName }) => serverName === report.serverName).map((each) => [findingKey(each), each]),
  );
  const seen = new Map(weightyFindings(report, at).map((each) => [findingKey(each), each]));
  const opened = [...seen].flatMap(([key, finding]): readonly FindingChange[] => {
    const before = open.get(key);
    if (before === undefined) return [{ kind: 'opened', at, finding }];
    // What cannot be seen any more was not mended.
    if (before.weight === 'damaged' && finding.weight === 'unknown') return [];
    if (isSame(before, finding)) return [];
    return [{ kind: 'changed', at, finding: { ...finding, since: before.since }, before }];
  });
  const resolved = [...open].flatMap(([key, finding]): readonly FindingChange[] => {
    const because = seen.has(key) ? 'no' : lookedAgain(finding, report);
    return because === 'no' ? [] : [{ kind: 'resolved', at, finding, because }];
  });
  return [...opened, ...resolved];
}

/** Texts hold ages and counts, which change while nothing else does. */
function isSame(a: OpenFinding, b: OpenFinding): boolean {
  return a.weight === b.weight && a.level === b.level && JSON.stringify(a.backups) === JSON.stringify(b.backups);
}

/** After the sink took a change. */
export function afterTelling(told: Told, change: FindingChange): Told {
  if (change.kind === 'verdict') {
    return { ...told, verdicts: { ...told.verdicts, [change.serverName]: change.to } };
  }
  const key = findingKey(change.finding);
  const others = told.findings.filter((each) => findingKey(each) !== key);
  return { ...told, findings: change.kind === 'resolved' ? others : [...others, change.finding] };
}
