import type { AnswerOutcome, AsOf } from './data-evidence.ts';
import type { Expectation } from './data-policy.ts';

/** What a query gave, as PostgreSQL prints it, at most two rows. */
export interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly { readonly typeOid: number }[];
}

type Judged = Extract<AnswerOutcome, { readonly kind: 'holds' | 'fails' | 'unfit' }>;

/** Judges an answer without repeating it. */
export function judgeAnswer(answer: Answer, expect: Expectation, asOf: AsOf): Judged {
  const { rows, columns } = answer;
  if (expect.kind === 'no-rows') return rows.length === 0 ? { kind: 'holds' } : { kind: 'fails', why: 'rows' };
  const shape = shapeProblem(answer);
  if (shape !== undefined) return { kind: 'unfit', why: shape };
  const row = rows[0];
  if (row === undefined) return { kind: 'fails', why: 'no row' };
  const value = row[0] ?? null;
  if (value === null) return { kind: 'fails', why: 'no value' };
  switch (expect.kind) {
    case 'equals':
      return value === expect.value ? { kind: 'holds' } : { kind: 'fails', why: 'another value' };
    case 'at-least':
    case 'at-most': {
      const number = NUMBER.test(value) ? Number(value) : undefined;
      if (number === undefined) return { kind: 'unfit', why: 'no number' };
      if (expect.kind === 'at-least')
        return number >= expect.value ? { kind: 'holds' } : { kind: 'fails', why: 'less' };
      return number <= expect.value ? { kind: 'holds' } : { kind: 'fails', why: 'more' };
    }
    case 'not-older-than': {
      const time = timeOf(value, columns[0]?.typeOid);
      if (time === undefined) return { kind: 'unfit', why: 'no time with a zone' };
      if (isToCome(time, asOf)) return { kind: 'unfit', why: 'a time to come' };
      const ageMs = asOf.at.getTime() - time.getTime();
      return ageMs <= expect.seconds * 1000 ? { kind: 'holds' } : { kind: 'fails', why: 'older' };
    }
    default:
      return expect satisfies never;
  }
}

/** The time that a canary gave. */
export function canaryTime(
  answer: Answer,
  asOf: AsOf,
): { readonly kind: 'seen'; readonly writtenAt: Date } | Exclude<Judged, { readonly kind: 'holds' }> {
  const shape = shapeProblem(answer);
  if (shape !== undefined) return { kind: 'unfit', why: shape };
  const row = answer.rows[0];
  if (row === undefined) return { kind: 'fails', why: 'no row' };
  const value = row[0] ?? null;
  if (value === null) return { kind: 'fails', why: 'no value' };
  const writtenAt = timeOf(value, answer.columns[0]?.typeOid);
  if (writtenAt === undefined) return { kind: 'unfit', why: 'no time with a zone' };
  return isToCome(writtenAt, asOf) ? { kind: 'unfit', why: 'a time to come' } : { kind: 'seen', writtenAt };
}

/** Clocks differ, but what is written for tomorrow would look fresh for a day. */
const CLOCKS_MS = 3_600_000;

function isToCome(time: Date, { at }: AsOf): boolean {
  return time.getTime() - at.getTime() > CLOCKS_MS;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function shapeProblem({
  rows,
  columns,
}: Answer): 'more than one row' | 'more than one column' | 'no column' | undefined {
  if (columns.length === 0) return 'no column';
  if (columns.length > 1) return 'more than one column';
  return rows.length > 1 ? 'more than one row' : undefined;
}

/** Of the type timestamptz, whose number is the same in every cluster. @see PostgreSQL 18, pg_type.dat */
const TIMESTAMPTZ = 1184;
const TIME = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-]\d\d)(?::?(\d\d))?$/;

/** As printed with DateStyle ISO. Undefined for `infinity`, for years before Christ, and for what is no such time. */
function timeOf(text: string, typeOid: number | undefined): Date | undefined {
  if (typeOid !== TIMESTAMPTZ) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction = '', zone, zoneMinutes = '00'] =
    TIME.exec(text) ?? [];
  if (month === undefined) return undefined;
  const longYear = year.length > 4 ? `+${year.padStart(6, '0')}` : year;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const time = new Date(
    `${longYear}-${month}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.${milliseconds}${zone ?? ''}:${zoneMinutes}`,
  );
  return Number.isNaN(time.getTime()) ? undefined : time;
}
