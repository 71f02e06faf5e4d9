import { percentile } from '../percentile.ts';
import type { Result } from '../rounds.ts';
import type { Propose, Proposals } from './pull-request/proposals.ts';

/** Something that is done in each round. */
export interface Series {
  readonly what: string;
  readonly take: () => Promise<void>;
  readonly results: () => readonly Result[];
}

/** Times of one thing, and where asked their 99th percentile. */
export function series({
  who,
  what,
  targetMs,
  tail = false,
  run,
}: {
  readonly who: string;
  readonly what: string;
  readonly targetMs: number | undefined;
  /** Whether its 99th percentile is told. */
  readonly tail?: boolean;
  readonly run: () => Promise<readonly number[]>;
}): Series {
  const runsMs: number[] = [];
  const seconds = (ms: number) => ms / 1000;
  return {
    what,
    take: async () => {
      runsMs.push(...(await run()));
    },
    results: () => [
      { kind: 'measured', who, what, targetMs, runsMs },
      ...(tail
        ? [
            {
              kind: 'valued',
              who,
              what: 'the same, 99th percentile',
              value: seconds(percentile(runsMs, 99)),
              unit: 's',
              ...(targetMs === undefined ? {} : { most: seconds(targetMs) }),
            } as const,
          ]
        : []),
    ],
  };
}

/** Times of making the same pull request in one way, and how many requests it takes. */
export function proposing(
  {
    who,
    what,
    files,
    most,
  }: { readonly who: string; readonly what: string; readonly files: number; readonly most?: number },
  proposals: Proposals,
  propose: Propose,
): Series {
  const runs: { readonly ms: number; readonly writes: number }[] = [];
  return {
    what: `${who}, ${what}`,
    take: async () => {
      runs.push(await proposals.run(propose));
    },
    results: () => [
      {
        kind: 'measured',
        who,
        what: `pull request of ${files} files: ${what}`,
        runsMs: runs.map(({ ms }) => ms),
      },
      {
        kind: 'valued',
        who,
        what: 'requests that write, at most',
        value: Math.max(...runs.map(({ writes }) => writes)),
        unit: '',
        ...(most === undefined ? {} : { most }),
      },
    ],
  };
}
