import { crc32c, formatLsn, parseBackupLabel, readControlFile, type ControlFile } from '@postgres-ha/postgres-storage';
import type { TarMember, TarOrigin } from '../tar/tar-event.ts';
import type { BackupFacts } from './backup-facts.ts';
import type { ProofFinding, ProofFindingId } from './proof-finding.ts';
import { relationMapProblem } from './relation-map.ts';

/** A member that was kept whole. */
export interface SmallFile {
  readonly origin: TarOrigin;
  readonly object: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface SmallFileContext {
  readonly facts: BackupFacts;
}

export type ControlFacts = Pick<ControlFile, 'systemIdentifier' | 'segmentSizeBytes' | 'major'>;

export interface SmallFileJudgement {
  readonly control: ControlFacts | undefined;
  readonly findings: readonly ProofFinding[];
  readonly checksums: 'on' | 'off' | 'unknown';
  readonly blockSize: 'usual' | 'other';
}

const KEPT = /^(?:global\/pg_control|backup_label|PG_VERSION|(?:global|base\/\d+)\/pg_filenode\.map)$/;
const MOST_BYTES = 65_536;
const OTHER_BACKUP = 'Restore from another backup, and find out what writes to this prefix.';

/** Whether a member is one of the few whose content is compared as a whole. */
export function keptMember(origin: TarOrigin, { path, sizeBytes }: TarMember): boolean {
  const name = origin.kind === 'data' ? path : path.replace(/^PG_\d+_\d+\//, 'base/');
  return sizeBytes <= MOST_BYTES && KEPT.test(name);
}

/** Whether it is the backup that backup.info describes, and whether it has all that PostgreSQL needs to start. */
export function smallFileFindings(files: readonly SmallFile[], context: SmallFileContext): SmallFileJudgement {
  const control = judgeControlFile(files, context);
  return {
    ...control,
    findings: [
      ...control.findings,
      ...files.flatMap((file) => judgeLabel(file, context)),
      ...files.flatMap(judgeVersion(context)),
      ...files.flatMap(judgeMap),
    ],
  };
}

function damaged(
  id: ProofFindingId,
  { object, path }: Pick<SmallFile, 'object' | 'path'>,
): Omit<ProofFinding, 'found' | 'expected'> {
  return { id, level: 'L2', weight: 'damaged', object, place: path, remedy: OTHER_BACKUP };
}

function judgeControlFile(files: readonly SmallFile[], { facts }: SmallFileContext): SmallFileJudgement {
  const file = files.find(({ path }) => path === 'global/pg_control');
  const nothing = { control: undefined, findings: [], checksums: facts.dataChecksums, blockSize: 'usual' } as const;
  if (file === undefined) return nothing;
  const control = readControlFile(file.bytes);
  if (control.kind === 'damaged') {
    const { found, expected } = control;
    return { ...nothing, findings: [{ ...damaged('control-file-damaged', file), found, expected }] };
  }
  if (control.kind === 'unknown-version') {
    const found = `a control file of version ${control.controlVersion}, catalogue ${control.catalogVersion}`;
    const expected = 'a release of PostgreSQL 13 to 18';
    const remedy = 'Prove this backup by a restore on a server of its kind.';
    const finding = { ...damaged('control-file-differs', file), weight: 'unknown', found, expected, remedy } as const;
    return { ...nothing, blockSize: 'other', findings: [finding] };
  }
  const findings: ProofFinding[] = [];
  const differs = (what: string, found: string | number | bigint, expected: string | number | bigint): void => {
    findings.push({
      ...damaged('control-file-differs', file),
      found: `${what} ${found}`,
      expected: `${expected}, as backup.info says`,
    });
  };
  if (control.systemIdentifier !== facts.systemIdentifier) {
    differs('system identifier', control.systemIdentifier, facts.systemIdentifier);
  }
  if (control.segmentSizeBytes !== facts.segmentSizeBytes) {
    differs('WAL segments of', control.segmentSizeBytes, facts.segmentSizeBytes);
  }
  const checksums = control.dataChecksums ? 'on' : 'off';
  if (facts.dataChecksums !== 'unknown' && facts.dataChecksums !== checksums) {
    differs('data checksums', checksums, facts.dataChecksums);
  }
  // The control file is copied last, so its checkpoint is one of this backup or a later one, and not of after its end.
  if (control.checkpoint > facts.end) {
    differs('a checkpoint at', formatLsn(control.checkpoint), `at most ${formatLsn(facts.end)}`);
  }
  if (control.blockSizeBytes === 8192) return { control, findings, checksums, blockSize: 'usual' };
  findings.push({
    ...damaged('control-file-differs', file),
    weight: 'unknown',
    found: `blocks of ${control.blockSizeBytes} bytes`,
    expected: 'blocks of 8192 bytes: pages of another size are not read',
    remedy: 'Prove this backup by a restore on a server of its kind.',
  });
  return { control, findings, checksums, blockSize: 'other' };
}

function judgeLabel(file: SmallFile, { facts }: SmallFileContext): readonly ProofFinding[] {
  if (file.path !== 'backup_label' || file.origin.kind !== 'data') return [];
  const text = new TextDecoder().decode(file.bytes);
  const label = parseBackupLabel(text);
  const fault = (found: string, expected: string): ProofFinding => ({
    ...damaged('label-differs', file),
    found,
    expected,
  });
  if (label.kind === 'malformed') return [fault(label.problem, 'a backup label')];
  if (label.startWalLocation !== facts.begin) {
    return [
      fault(
        `a backup that began at ${formatLsn(label.startWalLocation)}`,
        `${formatLsn(facts.begin)}, as backup.info says`,
      ),
    ];
  }
  if (label.timeline !== facts.timeline) {
    return [fault(`a backup of timeline ${label.timeline}`, `timeline ${facts.timeline}, as backup.info says`)];
  }
  if (facts.label === undefined || facts.label.trim() === text.trim()) return [];
  return [fault('another text than the one that backup.info keeps', 'the same text')];
}

function judgeVersion({ facts }: SmallFileContext): (file: SmallFile) => readonly ProofFinding[] {
  return (file) => {
    if (file.path !== 'PG_VERSION') return [];
    const found = new TextDecoder().decode(file.bytes).trim();
    if (found === String(facts.major)) return [];
    return [
      {
        ...damaged('control-file-differs', file),
        found: `PostgreSQL ${JSON.stringify(found)}`,
        expected: `${facts.major}, as backup.info says`,
      },
    ];
  };
}

function judgeMap(file: SmallFile): readonly ProofFinding[] {
  if (!file.path.endsWith('/pg_filenode.map')) return [];
  const found = relationMapProblem(file.bytes, crc32c);
  if (found === undefined) return [];
  return [{ ...damaged('relation-map-damaged', file), found, expected: 'a relation map with its checksum' }];
}
