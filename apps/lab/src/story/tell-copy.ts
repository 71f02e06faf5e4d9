import { ALL_EXPLANATIONS, durationInWords } from '@postgres-ha/proof-report';
import type { BreakWay } from '../copies/break-ways.ts';
import type { CopyState, FindingState } from '../lab-state.ts';
import type { Line } from './line.ts';
import type { StepOutcome } from './tell-proof.ts';

/** Of a broken copy, whose damage must be found and named. */
export function tellCopy(copy: CopyState, { scoreboard, expected }: BreakWay): StepOutcome {
  const { object, outcome } = copy;
  const wanted = `the verdict damaged, by ${expected.join(' or ')} in ${object}`;
  switch (outcome.kind) {
    case 'found': {
      const { finding, milliseconds, unknownBefore } = outcome;
      const said = `DAMAGED: ${finding.id} in ${finding.object}`;
      return {
        kind: 'done',
        said,
        lines: [
          { kind: 'good', text: `Found in ${durationInWords(milliseconds)}. ${said}${placeIn(finding)}` },
          { kind: 'text', text: seen(finding.id) },
          ...unknownBefore.map((because): Line => ({
            kind: 'aside',
            text: `A look before ended unknown: ${because}.`,
          })),
          { kind: 'aside', text: `${scoreboard.barman} (Measured: docs/scoreboard.md, "${scoreboard.fault}".)` },
        ],
      };
    }
    case 'missed':
      return { kind: 'failed', expected: wanted, found: outcome.because.replace(/^.*; found /, '') };
    case 'could-not-look':
      return { kind: 'failed', expected: wanted, found: `that nobody could look: ${outcome.because}` };
    case 'waiting':
    case 'proving':
      return { kind: 'failed', expected: wanted, found: 'no verdict' };
  }
}

/** A segment's place is its name, which its key has already. */
function placeIn({ object, place }: FindingState): string {
  return place === null || object.includes(place) ? '' : `, ${place}`;
}

function seen(id: string): string {
  return ALL_EXPLANATIONS.find((each) => each.id === id)?.seen ?? '';
}
