import type { z } from 'zod';
import type { WatchEvent } from '../observation/watch-event.ts';
import { eventSchema } from './event-schema.ts';
import { headerSchema, RECORDING_VERSION, type RecordingHeader } from './recording-header.ts';

export interface Recording {
  readonly header: RecordingHeader;
  readonly events: readonly WatchEvent[];
  /** The last line was cut while it was written (a crash, a kill): it is left out. Null where the recording ends with a whole line. */
  readonly torn: { readonly line: number } | null;
}

/** What is wrong with a line. */
export interface RecordingProblem {
  /** From 1. */
  readonly line: number;
  /** `answer.lsn`; empty for the line as a whole. */
  readonly field: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

export type ReadRecording =
  | { readonly kind: 'recording'; readonly recording: Recording }
  | { readonly kind: 'problems'; readonly problems: readonly RecordingProblem[] };

/** More are not of use to anybody. */
const PROBLEMS_SHOWN = 20;

/**
 * Reads JSON Lines: a header, then one event a line. All that is wrong is named, line by line, up to 20 places; nothing is skipped but
 * a last line that was cut short.
 */
export function readRecording(text: string): ReadRecording {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const cut = last !== '' && parseJson(last).kind === 'no-json';
  if (last !== '' && !cut) lines.push(last);

  const [first, ...rest] = lines;
  const header = first === undefined ? headerMissing(cut) : readLine(headerSchema, first, 1);
  if (header.kind === 'problems') return foremost(header);
  const problems: RecordingProblem[] = [];
  const events: WatchEvent[] = [];
  for (const [place, line] of rest.entries()) {
    const read = readLine(eventSchema, line, place + 2);
    if (read.kind === 'value') events.push(read.value);
    else problems.push(...read.problems);
    if (problems.length >= PROBLEMS_SHOWN) break;
  }
  if (problems.length > 0) return { kind: 'problems', problems: problems.slice(0, PROBLEMS_SHOWN) };
  return {
    kind: 'recording',
    recording: { header: header.value, events, torn: cut ? { line: lines.length + 1 } : null },
  };
}

interface Problems {
  readonly kind: 'problems';
  readonly problems: readonly RecordingProblem[];
}

function headerMissing(cut: boolean): Problems {
  return oneProblem({
    line: 1,
    field: '',
    found: cut ? 'a line that was cut short' : 'nothing',
    expected: 'the header of a recording',
    remedy: 'It was ended before anything was recorded: take the recording before it.',
  });
}

/** Of something else, or of another version, the rest need not be said. */
function foremost({ problems }: Problems): Problems {
  const one = problems.find(({ field }) => field === 'format') ?? problems.find(({ field }) => field === 'version');
  return one === undefined ? { kind: 'problems', problems } : oneProblem(one);
}

function readLine<T>(schema: z.ZodType<T>, text: string, line: number): { kind: 'value'; value: T } | Problems {
  const parsed = parseJson(text);
  if (parsed.kind === 'no-json') {
    return oneProblem({
      line,
      field: '',
      found: excerpt(text),
      expected: 'one JSON object',
      remedy: 'Only the last line of a recording may be cut short: fetch it again from where it was written.',
    });
  }
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return { kind: 'value', value: checked.data };
  return {
    kind: 'problems',
    problems: checked.error.issues.map((issue) => problemOf(issue, { value: parsed.value, line })),
  };
}

type Issue = z.core.$ZodIssue;

function problemOf(
  issue: Issue,
  { value, line }: { readonly value: unknown; readonly line: number },
): RecordingProblem {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return {
      line,
      field,
      found: `unknown ${issue.keys.map((key) => excerpt(key)).join(', ')}`,
      expected: `the fields of version ${RECORDING_VERSION}`,
      remedy: 'Another version wrote it: replay it with that version.',
    };
  }
  const found = at(value, issue.path);
  return {
    line,
    field,
    found: found === undefined ? 'nothing' : excerpt(JSON.stringify(found)),
    expected: issue.message,
    remedy:
      line === 1
        ? 'Name a recording of the watchdog, written by this version.'
        : 'Recordings are not edited by hand: fetch it again from where it was written.',
  };
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function oneProblem(problem: RecordingProblem): Problems {
  return { kind: 'problems', problems: [problem] };
}

type Parsed = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'no-json' };

function parseJson(text: string): Parsed {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'no-json' };
  }
}

function excerpt(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
