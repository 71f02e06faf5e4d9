import { findingThatNames } from '../find-fault.ts';
import type { PeerOutcome } from '../peer/restore-with-barman.ts';
import type { ScoreboardRow } from './scoreboard.ts';

/** The scoreboard as Markdown: one row a fault. */
export function renderScoreboard(rows: readonly ScoreboardRow[]): string {
  const head = [
    'Fault',
    'Must be found by',
    'This verifier',
    'barman-cloud-restore 3.19, then recovery',
    'barman-cloud-restore 3.20, then recovery',
  ];
  const lines = rows.map((row) => [
    row.fault.fault.title,
    row.fault.fault.mustBeFoundBy,
    oursOf(row),
    peerOf(row.peers['3.19']),
    peerOf(row.peers['3.20']),
  ]);
  const silent = (series: '3.19' | '3.20'): number => rows.filter((row) => isSilent(row.peers[series])).length;
  return `# Scoreboard

Made by \`npm run scoreboard\`; nobody edits it. Each fault of \`apps/backup-verifier-e2e/faults/faults.json\` is planted into a good archive that
the real Barman made. Beside this verifier stands what is seen by who restores with \`barman-cloud-restore\` and \`barman-cloud-wal-restore\` and lets
PostgreSQL recover to the end of the archive: of ${rows.length} faults, ${silent('3.19')} (3.19) and ${silent('3.20')} (3.20) end in a server that
promotes as if nothing were wrong.

| ${head.join(' | ')} |
| ${head.map(() => '---').join(' | ')} |
${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}
`;
}

/** Nothing that a script would notice: every program ended well, and the server promoted. */
export function isSilent(outcome: PeerOutcome): boolean {
  return outcome.kind === 'promoted';
}

function oursOf({ ours, object }: ScoreboardRow): string {
  if (ours === undefined) return '–';
  const named = findingThatNames(ours.findings, object);
  return named === undefined ? ours.verdict : `${ours.verdict}: ${named.id} at ${named.level}`;
}

function peerOf(outcome: PeerOutcome): string {
  switch (outcome.kind) {
    case 'refused':
      return `refuses, exit ${outcome.exitCode}`;
    case 'did not start':
      return `restores; the server does not start: ${withoutPaths(outcome.because)}`;
    case 'promoted': {
      const refused =
        outcome.walRefused.length === 0 ? '' : `; of the WAL listed, ${outcome.walRefused.length} not restored`;
      const rows =
        typeof outcome.lostRows === 'string'
          ? `tables cannot be read: ${withoutPaths(outcome.lostRows)}`
          : outcome.lostRows === 0
            ? 'no row is missed'
            : `${outcome.lostRows} rows are lost`;
      return `**promotes** on timeline ${outcome.timeline}; ${rows}${refused}`;
    }
  }
}

/** What differs from run to run is left out. */
function withoutPaths(text: string): string {
  return text
    .replaceAll(/"?\/[^\s"]+"?/g, '…')
    .replaceAll(/\b[0-9A-F]+\/[0-9A-F]{5,}\b/g, '…')
    .replaceAll(/\b\d{2,}\b/g, 'n');
}
