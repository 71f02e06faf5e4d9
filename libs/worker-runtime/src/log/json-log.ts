/** How much an event matters, least first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What belongs to an event. Times, errors and large numbers are written in a form that JSON has. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes events, one a line. `event` is a word that programs know, such as `run-finished`. */
export type Log = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>;

export interface JsonLogOptions {
  /** Takes a line without its end. */
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Events that matter less are not written; `info` when left out. */
  readonly level?: LogLevel;
  /** Blots out what nobody may see. It gets whole lines. */
  readonly redact: (text: string) => string;
}

/** Events as lines of JSON: `{"time":"2026-11-25T02:30:00.000Z","level":"info","event":"run-started",…}`. */
export function jsonLog({ write, now, level = 'info', redact }: JsonLogOptions): Log {
  const at =
    (each: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(each) < LOG_LEVELS.indexOf(level)) return;
      const time = new Date(now()).toISOString();
      // The first four are ours, whatever a field is called.
      write(redact(JSON.stringify({ time, level: each, event, ...without(fields) }, writable)));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function without(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !['time', 'level', 'event'].includes(name)));
}

function writable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  const { code } = value as NodeJS.ErrnoException;
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    ...(stack !== undefined && { stack }),
  };
}
