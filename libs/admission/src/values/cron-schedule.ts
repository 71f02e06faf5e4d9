import { goDurationSeconds } from './go-duration.ts';
import { parseGoInt } from './go-integer.ts';

interface Bounds {
  readonly least: bigint;
  readonly most: bigint;
  /** Names of values, the first being `least`'s. */
  readonly names: readonly string[];
}

const FIELDS: readonly Bounds[] = [
  { least: 0n, most: 59n, names: [] },
  { least: 0n, most: 59n, names: [] },
  { least: 0n, most: 23n, names: [] },
  { least: 1n, most: 31n, names: [] },
  { least: 1n, most: 12n, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { least: 0n, most: 6n, names: 'sun mon tue wed thu fri sat'.split(' ') },
];
const DESCRIPTORS: ReadonlySet<string> = new Set(
  '@yearly @annually @monthly @weekly @daily @midnight @hourly'.split(' '),
);
const EVERY = '@every ';
/** What Go takes for a blank. JavaScript's `\s` has U+FEFF too, and lacks U+0085. */
const BLANKS = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The parts of a schedule that blanks divide. */
export function scheduleParts(schedule: string): readonly string[] {
  return schedule.split(BLANKS).filter((part) => part !== '');
}

/**
 * Whether a text is a schedule as CloudNativePG reads it: `second minute hour day month [weekday]`, a word such as `@daily`, or
 * `@every 1h30m`. Sunday is 0 and never 7, and there is no `L`, `W` or `#`. A date that never comes (31 February) is one all the same.
 * @see https://pkg.go.dev/github.com/robfig/cron@v1.2.0#Parse
 */
export function isSchedule(text: string): boolean {
  if (text.startsWith('@')) {
    return (
      DESCRIPTORS.has(text) || (text.startsWith(EVERY) && goDurationSeconds(text.slice(EVERY.length)) !== undefined)
    );
  }
  const parts = scheduleParts(text);
  return (
    (parts.length === 5 || parts.length === 6) &&
    FIELDS.every((bounds, index) =>
      (parts[index] ?? '*').split(',').every((range) => range === '' || isRange(range, bounds)),
    )
  );
}

function isRange(range: string, bounds: Bounds): boolean {
  const [span = '', step, ...moreSteps] = range.split('/');
  const [from = '', to, ...moreEnds] = span.split('-');
  const every = step === undefined ? 1n : number(step);
  if (moreSteps.length > 0 || every === undefined || every === 0n) return false;
  // What follows a star is not looked at.
  if (from === '*' || from === '?') return true;
  const start = valueOf(from, bounds);
  const end = to === undefined ? start : valueOf(to, bounds);
  if (moreEnds.length > 0 || start === undefined || end === undefined) return false;
  // A step makes a single value the start of a range to the highest.
  const last = to === undefined && step !== undefined ? bounds.most : end;
  return bounds.least <= start && start <= last && last <= bounds.most;
}

function valueOf(text: string, { least, names }: Bounds): bigint | undefined {
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? number(text) : least + BigInt(index);
}

function number(text: string): bigint | undefined {
  const value = parseGoInt(text);
  return value === undefined || value < 0n ? undefined : value;
}
