import {
  isSegmentSize,
  parseLsn,
  parseSystemIdentifier,
  timelineId,
  type TimelineId,
} from '@postgres-ha/postgres-storage';
import type {
  BackupEdge,
  BackupInfo,
  BackupInfoProblem,
  BackupInfoResult,
  BackupStatus,
  Tablespace,
} from './backup-info.ts';
import { parseBarmanTime } from './barman-time.ts';
import { parsePythonLiteral, type PythonValue } from './python-literal.ts';

/**
 * Reads a backup.info: lines of `key=value`, the values Python literals or bare text by key. Unknown keys are kept, of a key
 * that stands twice the last counts, as in Barman.
 * @see Barman 3.19 `infofile.py`, `FieldListFile.load` and `BackupInfo`
 */
export function parseBackupInfo(text: string): BackupInfoResult {
  const problems: BackupInfoProblem[] = [];
  const fields = readFields(text, problems);
  const info = readInfo({ fields, problems });
  return problems.length > 0 ? { kind: 'malformed', problems } : { kind: 'backup-info', info };
}

interface Field {
  readonly line: number;
  readonly value: string;
}

interface Source {
  readonly fields: ReadonlyMap<string, Field>;
  readonly problems: BackupInfoProblem[];
}

function readFields(text: string, problems: BackupInfoProblem[]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  if (text.trim() === '') problems.push({ line: 0, found: 'no text', expected: 'lines of key=value' });
  else if (!text.endsWith('\n'))
    problems.push({ line: 0, found: 'no line end after the last line', expected: 'a whole file' });
  text.split(/\r?\n/).forEach((content, index) => {
    if (content.trim() === '' || content.startsWith('#')) return;
    const equals = content.indexOf('=');
    const key = content.slice(0, Math.max(equals, 0)).trim();
    if (/^\w+$/.test(key)) fields.set(key, { line: index + 1, value: content.slice(equals + 1).trim() });
    else problems.push({ line: index + 1, found: quoted(content), expected: 'key=value' });
  });
  return fields;
}

function readInfo(source: Source): BackupInfo {
  const statusText = bare(source, 'status') ?? 'EMPTY';
  return {
    status: isStatus(statusText) ? statusText : 'unknown',
    statusText,
    begin: readEdge(source, 'begin'),
    end: readEdge(source, 'end'),
    tablespaces: literal(source, 'tablespaces', { read: tablespaces, expected: "[('name', oid, '/path'), …]" }) ?? [],
    childrenBackupIds: bare(source, 'children_backup_ids')?.split(',') ?? [],
    fields: new Map([...source.fields].map(([key, { value }]) => [key, value])),
    ...present({
      timeline: parsed(source, 'timeline', { read: timeline, expected: 'a timeline, 1 to 4294967295' }),
      systemIdentifier: parsed(source, 'systemid', {
        read: parseSystemIdentifier,
        expected: 'a system identifier in digits',
      }),
      segmentSizeBytes: parsed(source, 'xlog_segment_size', {
        read: segmentSize,
        expected: 'bytes, a power of two from 1 MiB to 1 GiB',
      }),
      serverVersion: parsed(source, 'version', { read: whole, expected: 'a version such as 160004' }),
      backupLabel: literal(source, 'backup_label', { read: textual, expected: 'a string' }),
      backupName: bare(source, 'backup_name'),
      serverName: bare(source, 'server_name'),
      mode: bare(source, 'mode'),
      pgdata: bare(source, 'pgdata'),
      dataChecksums: parsed(source, 'data_checksums', { read: onOff, expected: 'on or off' }),
      clusterSizeBytes: parsed(source, 'cluster_size', { read: whole, expected: 'bytes' }),
      error: bare(source, 'error'),
      parentBackupId: bare(source, 'parent_backup_id'),
      snapshots: literal(source, 'snapshots_info', { read: any, expected: 'a Python literal' }),
      copyStatistics: literal(source, 'copy_stats', { read: any, expected: 'a Python literal' }),
    }),
  };
}

function readEdge(source: Source, edge: 'begin' | 'end'): BackupEdge {
  return present({
    time: parsed(source, `${edge}_time`, {
      read: parseBarmanTime,
      expected: 'a time such as 2026-08-01 02:00:03+00:00',
    }),
    lsn: parsed(source, `${edge}_xlog`, { read: parseLsn, expected: 'an LSN such as 0/5000028' }),
    segmentName: parsed(source, `${edge}_wal`, { read: segmentName, expected: '24 hexadecimal digits' }),
    offsetBytes: parsed(source, `${edge}_offset`, { read: whole, expected: 'bytes' }),
  });
}

/** Keys whose value is not `undefined`. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function bare({ fields }: Source, key: string): string | undefined {
  const value = fields.get(key)?.value;
  return value === undefined || value === 'None' || value === '' ? undefined : value;
}

interface Reading<From, To> {
  readonly read: (from: From) => To | undefined;
  readonly expected: string;
}

function parsed<T>(source: Source, key: string, { read, expected }: Reading<string, T>): T | undefined {
  const text = bare(source, key);
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) problem(source, key, { found: quoted(text), expected });
  return value;
}

function literal<T>(source: Source, key: string, { read, expected }: Reading<PythonValue, T>): T | undefined {
  const text = bare(source, key);
  if (text === undefined) return undefined;
  const result = parsePythonLiteral(text);
  if (result.kind === 'malformed') {
    problem(source, key, { found: `${result.found} at character ${result.offset + 1}`, expected: result.expected });
    return undefined;
  }
  const value = read(result.value);
  if (value === undefined) problem(source, key, { found: quoted(text), expected });
  return value;
}

function problem(
  { fields, problems }: Source,
  key: string,
  rest: { readonly found: string; readonly expected: string },
): void {
  problems.push({ line: fields.get(key)?.line ?? 0, key, ...rest });
}

const STATUSES: readonly string[] = [
  'EMPTY',
  'STARTED',
  'WAITING_FOR_WALS',
  'DONE',
  'SYNCING',
  'FAILED',
] satisfies readonly BackupStatus[];

function isStatus(text: string): text is BackupStatus {
  return STATUSES.includes(text);
}

function whole(text: string): number | undefined {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function timeline(text: string): TimelineId | undefined {
  const number = whole(text);
  return number === undefined || number < 1 || number > 0xffffffff ? undefined : timelineId(number);
}

function segmentSize(text: string): number | undefined {
  const bytes = whole(text);
  return bytes !== undefined && isSegmentSize(bytes) ? bytes : undefined;
}

function segmentName(text: string): string | undefined {
  return /^[0-9A-F]{24}$/.test(text) ? text : undefined;
}

function onOff(text: string): 'on' | 'off' | undefined {
  return text === 'on' || text === 'off' ? text : undefined;
}

function textual(value: PythonValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function any(value: PythonValue): PythonValue {
  return value;
}

function tablespaces(value: PythonValue): readonly Tablespace[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map((item: PythonValue) => tablespace(item));
  return found.every((item) => item !== undefined) ? found : undefined;
}

function tablespace(value: PythonValue): Tablespace | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [name, oid, location] = value as readonly PythonValue[];
  const isOne = typeof name === 'string' && typeof oid === 'number' && oid > 0 && typeof location === 'string';
  return isOne ? { name, oid, location } : undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
