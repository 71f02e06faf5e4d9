import type { Overall } from '@postgres-ha/backup-proof';
import type { Concern } from '@postgres-ha/incident';
import { ALL_EXPLANATIONS, counted } from '@postgres-ha/proof-report';
import type { OpenFinding } from './open-finding.ts';
import type { Looked, Told } from './told.ts';

export interface ConcernsOptions {
  /** What the last look was, for why nothing is known. */
  readonly looked: Looked;
  /** Address of the folder with the runbooks, without a slash at its end. */
  readonly runbooks: string | null;
}

const RUNBOOK = 'backup-not-proven.md';
const MOST_LINES = 100;
const MOST_STEPS = 5;
const MOST_BACKUPS = 5;

const EXPLANATIONS = new Map(ALL_EXPLANATIONS.map((explanation) => [explanation.id, explanation]));

/**
 * What people are told of: one trouble for each server and kind, damage and not knowing, however many findings it has. All of it follows from what
 * is open (`Told`), so that a look that failed or went less far ends nothing.
 */
export function backupConcerns(
  { findings, verdicts }: Told,
  { looked, runbooks }: ConcernsOptions,
): readonly Concern[] {
  const servers = [...new Set([...Object.keys(verdicts), ...findings.map(({ serverName }) => serverName)])].toSorted();
  const runbook = runbooks === null ? null : `${runbooks}/${RUNBOOK}`;
  const concerns = servers.flatMap((server): readonly Concern[] => {
    const own = findings.filter(({ serverName }) => serverName === server);
    const verdict = verdicts[server];
    const [damaged, unknown] = [ofWeight(own, 'damaged'), ofWeight(own, 'unknown')];
    const about = { server, verdict, runbook };
    return [
      ...(damaged.length > 0 || verdict === 'damaged' ? [damage(damaged, about)] : []),
      ...(unknown.length > 0 || verdict === 'unknown' ? [notKnown(unknown, { ...about, looked })] : []),
    ];
  });
  // The very first look failed, and nobody said whose backups it was about.
  if (servers.length > 0 || looked.kind === 'reports') return concerns;
  return [notKnown([], { server: 'all servers', verdict: 'unknown', runbook, looked })];
}

interface About {
  readonly server: string;
  readonly verdict: Overall | undefined;
  readonly runbook: string | null;
}

function damage(findings: readonly OpenFinding[], { server, verdict, runbook }: About): Concern {
  // Somebody wrote down that all of it is known: it is damage still, and no alarm.
  const isKnown = verdict === 'acknowledged';
  const explained = EXPLANATIONS.get(isKnown ? 'acknowledged' : 'damaged');
  return {
    key: `backup/${server}/damaged`,
    kind: 'backup/damaged',
    severity: isKnown ? 'info' : 'critical',
    cluster: server,
    title: `Backups of ${server} are damaged${isKnown ? ', and it is known' : ''}`,
    summary: [explained?.seen, explained?.means].filter((text) => text !== undefined).join(' '),
    evidence: evidenceOf(findings),
    lists: listsOf(findings),
    nextSteps: [...(explained === undefined ? [] : [explained.todo]), ...stepsOf(findings)],
    runbook,
    sticky: false,
  };
}

function notKnown(
  findings: readonly OpenFinding[],
  { server, runbook, looked }: About & { readonly looked: Looked },
): Concern {
  const explained = EXPLANATIONS.get('unknown');
  const failed = looked.kind === 'failed' ? [{ label: 'The look failed', text: looked.because }] : [];
  return {
    key: `backup/${server}/unknown`,
    kind: 'backup/unknown',
    severity: 'warning',
    cluster: server,
    title: `Nobody knows whether backups of ${server} can be restored`,
    summary: [explained?.seen, explained?.means].filter((text) => text !== undefined).join(' '),
    evidence: [...failed, ...evidenceOf(findings)],
    lists: listsOf(findings),
    nextSteps: [...(explained === undefined ? [] : [explained.todo]), ...stepsOf(findings)],
    runbook,
    sticky: false,
  };
}

function ofWeight(findings: readonly OpenFinding[], weight: OpenFinding['weight']): readonly OpenFinding[] {
  return findings
    .filter((finding) => finding.weight === weight)
    .toSorted((a, b) => (lineOf(a) < lineOf(b) ? -1 : lineOf(a) > lineOf(b) ? 1 : 0));
}

function evidenceOf(findings: readonly OpenFinding[]): Concern['evidence'] {
  const [first] = findings.map(({ since }) => since).toSorted();
  if (first === undefined) return [];
  const backups = [...new Set(findings.flatMap((finding) => finding.backups))].toSorted();
  const named = backups.slice(0, MOST_BACKUPS).join(', ');
  const more = backups.length > MOST_BACKUPS ? ` and ${backups.length - MOST_BACKUPS} more` : '';
  return [
    { label: 'Findings', text: counted(findings.length, 'finding') },
    ...(backups.length === 0 ? [] : [{ label: 'Backups', text: `${named}${more}` }]),
    { label: 'First seen', text: first },
  ];
}

function listsOf(findings: readonly OpenFinding[]): Concern['lists'] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, MOST_LINES).map(lineOf);
  return [{ title: 'Findings', lines, complete: lines.length === findings.length }];
}

/** As in the report. */
function lineOf({ object, found, expected, id }: OpenFinding): string {
  return `${object === '' ? '' : `${object}: `}found ${found}, expected ${expected} [${id}]`;
}

/** What each kind of finding asks for, once. */
function stepsOf(findings: readonly OpenFinding[]): readonly string[] {
  return [...new Set(findings.map(({ id, remedy }) => EXPLANATIONS.get(id)?.todo ?? remedy))].slice(0, MOST_STEPS);
}
