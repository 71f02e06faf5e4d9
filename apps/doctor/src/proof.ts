import { EXIT_CODES, type ExitCode } from '@postgres-ha/command-line';

/** One thing that is to be so: proven, found to be otherwise, or not to be told. */
export interface Proof {
  /** Such as `primary`; stable, for programs. */
  readonly id: string;
  readonly question: string;
  /** later: not there, and a file of this repository brings it. */
  readonly outcome: 'ok' | 'failed' | 'unknown' | 'later';
  /** What proves it, or shows the contrary. */
  readonly because: string;
  /** What to do; empty where nothing is to be done. */
  readonly remedy: string;
}

type Place = Pick<Proof, 'id' | 'question'>;

export function ok(place: Place, because: string): Proof {
  return { ...place, outcome: 'ok', because, remedy: '' };
}

export function failed(place: Place, because: string, remedy: string): Proof {
  return { ...place, outcome: 'failed', because, remedy };
}

export function unknown(place: Place, because: string): Proof {
  return { ...place, outcome: 'unknown', because, remedy: '' };
}

export function later(place: Place, because: string, remedy: string): Proof {
  return { ...place, outcome: 'later', because, remedy };
}

const WORDS: Readonly<Record<Proof['outcome'], string>> = {
  ok: 'ok',
  failed: 'FAILED',
  unknown: 'UNKNOWN',
  later: 'later',
};

export function proofsText(proofs: readonly Proof[]): string {
  return proofs
    .flatMap(({ question, outcome, because, remedy }) => [
      `${WORDS[outcome].padEnd(8)}${question}: ${because}`,
      ...(remedy === '' ? [] : [`        ${remedy}`]),
    ])
    .join('\n');
}

/** What was found to be otherwise counts before what nobody could tell. */
export function codeOf(proofs: readonly Proof[]): ExitCode {
  if (proofs.some(({ outcome }) => outcome === 'failed')) return EXIT_CODES.finding;
  return proofs.some(({ outcome }) => outcome === 'unknown') ? EXIT_CODES.couldNotLook : EXIT_CODES.ok;
}
