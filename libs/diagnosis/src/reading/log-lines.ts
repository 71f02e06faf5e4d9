import { at, isFields, moment, textAt } from './fields.ts';

/** A line of a log: CloudNativePG, its plugin and PostgreSQL in it write JSON, others text. */
export interface LogLine {
  /** Milliseconds; undefined where the line has no time. */
  readonly at: number | undefined;
  readonly level: string;
  readonly message: string;
  /** SQLSTATE of a record of PostgreSQL, such as `53300`. */
  readonly sqlState: string | undefined;
  /** All of the line. */
  readonly text: string;
}

export function readLogLine(text: string): LogLine {
  const fields = parsed(text);
  if (fields === undefined) return { at: undefined, level: plainLevel(text), message: text, sqlState: undefined, text };
  const record = at(fields, 'record');
  const error = textAt(fields, 'error') ?? textAt(fields, 'err');
  const said = textAt(record, 'message') ?? textAt(record, 'msg') ?? textAt(fields, 'msg') ?? text;
  const detail = textAt(record, 'detail');
  return {
    at: moment(textAt(fields, 'ts') ?? textAt(fields, 'time')),
    level: (
      textAt(record, 'error_severity') ??
      textAt(record, 'level') ??
      textAt(fields, 'level') ??
      'info'
    ).toLowerCase(),
    message: [said, detail, error].filter((part) => part !== undefined).join(': '),
    sqlState: textAt(record, 'sql_state_code'),
    text,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function plainLevel(text: string): string {
  return /\b(ERROR|FATAL|PANIC)\b/.test(text) ? 'error' : 'info';
}
