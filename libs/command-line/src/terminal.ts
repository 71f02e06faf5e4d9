/** Somebody who watches. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** Asked each time: windows change. */
  readonly columns: () => number;
  /** Counts on whatever the wall clock does. */
  readonly elapsedMs: () => number;
}

/** Some terminals do not know how wide they are. */
const USUAL_COLUMNS = 80;

/** Standard error, where progress is shown; undefined where nobody watches. */
export function terminalOf(process: NodeJS.Process): Terminal | undefined {
  const { stderr, env } = process;
  if (!stderr.isTTY || env['TERM'] === 'dumb') return undefined;
  return {
    write: (text) => {
      stderr.write(text);
    },
    columns: () => (stderr.columns > 0 ? stderr.columns : USUAL_COLUMNS),
    elapsedMs: () => process.uptime() * 1000,
  };
}
