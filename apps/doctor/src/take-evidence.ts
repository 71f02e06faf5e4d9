import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { refuse, readAs, type Reading } from '@postgres-ha/command-line';
import { EVIDENCE_FORMAT, readEvidence, type Evidence } from '@postgres-ha/diagnosis';
import { redact } from '@postgres-ha/redaction';
import { connect } from './connect.ts';
import type { EvidenceOptions } from './look-options.ts';
import { readTimeout } from './look-options.ts';
import type { Machine } from './machine.ts';
import { readTarget, type ChosenCluster } from './read-target.ts';

/** Where Prometheus and Alertmanager are, where no environment says so. */
const MONITORING = 'monitoring';
/** Recorded evidence is at most so long. */
const LIMIT_BYTES = 64 * 1024 * 1024;

export interface Taken {
  readonly evidence: Evidence;
  /** Undefined of recorded evidence. */
  readonly chosen: ChosenCluster | undefined;
  /** Parts of recorded evidence that cannot be read. */
  readonly damaged: readonly string[];
}

export interface Taking {
  readonly options: EvidenceOptions;
  readonly machine: Machine;
  /** Whether workers and Alertmanager are asked what they found. */
  readonly reports: 'ask' | 'leave-out';
}

/** Evidence of each cluster that is meant: gathered, or read from a file that was recorded before. */
export async function takeEvidence(
  target: string | undefined,
  { options, machine, reports }: Taking,
): Promise<Reading<readonly Taken[]>> {
  if (options.evidence !== undefined) return readRecorded(options.evidence, { target, machine });
  const timeout = readTimeout(options);
  if (timeout.kind === 'refused') return timeout;
  const chosen = await readTarget(target, { options, workingDirectory: machine.workingDirectory });
  if (chosen.kind === 'refused') return chosen;
  const { clusters, environment } = chosen.value;
  if (options.record !== undefined && clusters.length !== 1) {
    return refuse({
      ...{ where: '--record', found: `${clusters.length} clusters`, expected: 'one, for one file' },
      remedy: `Name it: ${clusters.map(({ target: one }) => `${one.environment ?? ''}/${one.cluster}`).join(', ')}.`,
    });
  }
  const record = options.record === undefined ? undefined : resolve(machine.workingDirectory, options.record);
  const early = record === undefined ? undefined : await inTheWay(record);
  if (record !== undefined && early !== undefined) return refuse({ where: record, ...early });
  const connected = await connect(options, machine);
  if (connected.kind === 'refused') return connected;
  const { gatherEvidence } = await import('@postgres-ha/cluster-evidence');
  const taken: Taken[] = [];
  // One after another: each has its Job, and what one look costs is known.
  for (const one of clusters) {
    const evidence = await gatherEvidence(connected.value, one.target, {
      ...{ signal: machine.signal, takenAt: machine.now(), timeoutMs: timeout.value, intent: one.intent },
      job: options.job === false ? 'leave-out' : 'run',
      reports: reports === 'ask' ? { monitoring: environment?.network.monitoring ?? MONITORING } : 'leave-out',
    });
    taken.push({ evidence, chosen: one, damaged: [] });
  }
  const [first] = taken;
  if (record !== undefined && first !== undefined) {
    const written = await writeNew(record, JSON.stringify(redact(first.evidence)));
    if (written !== undefined) return refuse({ where: record, ...written });
  }
  return readAs(taken);
}

async function readRecorded(
  file: string,
  { target, machine }: { readonly target: string | undefined; readonly machine: Machine },
): Promise<Reading<readonly Taken[]>> {
  if (target !== undefined) {
    return refuse({
      ...{ where: '--evidence', found: 'a cluster as well', expected: 'one of them' },
      remedy: 'Recorded evidence says itself which cluster it is of.',
    });
  }
  const path = resolve(machine.workingDirectory, file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'nothing';
    return refuse({ where: path, found: code, expected: 'evidence that --record wrote', remedy: 'Name such a file.' });
  }
  let recorded: unknown;
  try {
    recorded = text.length > LIMIT_BYTES ? undefined : JSON.parse(text);
  } catch {
    recorded = undefined;
  }
  const format = (recorded as { readonly format?: unknown } | undefined | null)?.format;
  if (format !== EVIDENCE_FORMAT) {
    return refuse({
      ...{ where: path, found: format === undefined ? 'no format' : JSON.stringify(format) },
      ...{ expected: `evidence of the format ${EVIDENCE_FORMAT}`, remedy: 'Record it anew with --record.' },
    });
  }
  const { evidence, damaged } = readEvidence(recorded);
  return readAs([{ evidence, chosen: undefined, damaged }]);
}

const IN_THE_WAY = {
  found: 'a file',
  expected: 'a place for a new file',
  remedy: 'Remove it, or name another.',
} as const;

/** Only where nothing is yet: what somebody keeps is not written over. @returns what was in the way */
export async function writeNew(
  path: string,
  content: string | Uint8Array,
): Promise<{ readonly found: string; readonly expected: string; readonly remedy: string } | undefined> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'EEXIST' ? IN_THE_WAY : { ...IN_THE_WAY, found: code };
  }
}

/** Asked early, so that nobody looks for minutes in vain. */
export async function inTheWay(path: string): Promise<Awaited<ReturnType<typeof writeNew>>> {
  try {
    await stat(path);
    return IN_THE_WAY;
  } catch {
    return undefined;
  }
}
