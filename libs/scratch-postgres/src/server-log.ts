import { parseLsn, type Lsn } from '@postgres-ha/postgres-storage';

/** A message of the server. */
export interface LogEntry {
  readonly sqlState: string;
  /** `startup`, `postmaster`, `client backend`, … */
  readonly process: string;
  readonly severity: string;
  /** Lines that belong to it, details and hints included. */
  readonly text: string;
}

/** What a server has said, as far as it is of use. */
export interface ServerLog {
  readonly entries: readonly LogEntry[];
  /** Messages that ended a process of the server's own; those to sessions that came too early are not among them. */
  readonly fatal: readonly LogEntry[];
  /** Where the restored files began to agree, if the server said so. */
  readonly consistentAt: Lsn | undefined;
  /** The last record that was replayed before recovery ended. */
  readonly redoDoneAt: Lsn | undefined;
  readonly lines: readonly string[];
  add(line: string): void;
}

const ENTRY = /^([0-9A-Z]{5}) (.+?) (LOG|WARNING|ERROR|FATAL|PANIC|NOTICE|INFO): {2}(.*)$/;
const MORE = /^[0-9A-Z]{5} .+? (?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE): {2}/;
const OF_A_SESSION = /^(?:not initialized|(?:dead-end )?client backend)$/;
const LINES_KEPT = 200;

/** Reads messages by `log_line_prefix = '%e %b '` and `lc_messages = 'C'`. */
export function createServerLog(): ServerLog {
  const entries: { sqlState: string; process: string; severity: string; text: string }[] = [];
  const lines: string[] = [];
  let consistentAt: Lsn | undefined;
  let redoDoneAt: Lsn | undefined;
  return {
    entries,
    lines,
    get fatal() {
      return entries.filter(
        ({ severity, process }) => (severity === 'FATAL' || severity === 'PANIC') && !OF_A_SESSION.test(process),
      );
    },
    get consistentAt() {
      return consistentAt;
    },
    get redoDoneAt() {
      return redoDoneAt;
    },
    add(line) {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
      const [, sqlState, process, severity, text] = ENTRY.exec(line) ?? [];
      if (sqlState === undefined || process === undefined || severity === undefined || text === undefined) {
        const last = entries.at(-1);
        if (last !== undefined)
          last.text += `\n${line.replace(MORE, (head) => head.slice(head.lastIndexOf(' ', head.length - 3) + 1))}`;
        return;
      }
      entries.push({ sqlState, process, severity, text });
      if (entries.length > LINES_KEPT) entries.splice(0, 1);
      consistentAt ??= positionBehind('consistent recovery state reached at ', text);
      redoDoneAt = positionBehind('redo done at ', text) ?? redoDoneAt;
    },
  };
}

function positionBehind(words: string, text: string): Lsn | undefined {
  return text.startsWith(words) ? parseLsn(/^[0-9A-F/]+/.exec(text.slice(words.length))?.[0] ?? '') : undefined;
}
