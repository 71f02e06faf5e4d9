import { counted } from '@postgres-ha/proof-report';
import { momentInWords } from '../failover/moment-in-words.ts';
import type { FailoverRun, SplitBrainOutcome, SwitchoverOutcome } from '../failover/failover-state.ts';
import type { StepOutcome } from './tell-proof.ts';

/** Of a switchover, which must raise nothing, or of a split brain, which must be proven, with exactly what is lost. */
export function tellFailover({ kind, outcome }: FailoverRun): StepOutcome {
  switch (outcome.kind) {
    case 'switched-over':
      return tellSwitchover(outcome);
    case 'split':
      return tellSplitBrain(outcome);
    case 'failed':
    case 'running':
    case 'waiting':
      return {
        kind: 'failed',
        expected: `a ${kind === 'switchover' ? 'switchover' : 'split brain'} that comes to its end`,
        found: outcome.kind === 'failed' ? outcome.because : 'none',
      };
  }
}

function tellSwitchover({ primary, before, pauseMs, states, raised }: SwitchoverOutcome): StepOutcome {
  if (raised.length > 0) {
    return { kind: 'failed', expected: 'that a clean switchover raises nothing', found: raised.join('; ') };
  }
  const said = `${primary} took over from ${before}, and nothing was raised`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: `${said}. The application waited ${momentInWords(pauseMs)}.` },
      { kind: 'aside', text: `The watchdog said: ${states.join(', ')}.` },
    ],
  };
}

function tellSplitBrain(outcome: SplitBrainOutcome): StepOutcome {
  const { promoted, goneOn, provenAfterMs, state, proof, fork, lost, messages, resolvedAfterMs } = outcome;
  if (!lost.same || lost.atLeast) {
    return {
      kind: 'failed',
      expected: `the ${lost.ledger} commits of ${lost.member} that the application was promised, by name`,
      found: `${lost.atLeast ? 'at least ' : ''}${lost.counted}`,
    };
  }
  const said = `${state.toUpperCase()}: ${counted(lost.counted, 'commit')} of ${lost.member} will be lost`;
  return {
    kind: 'done',
    said,
    lines: [
      {
        kind: 'good',
        text: `Proven ${momentInWords(provenAfterMs)} after ${promoted} took its first write. ${said}, exactly those that the application was promised.`,
      },
      { kind: 'text', text: `${proof} The histories part at ${fork.lsn} of timeline ${fork.timeline}.` },
      { kind: 'aside', text: `Slack and GitHub would be told: "${messages.slack.text}".` },
      {
        kind: 'aside',
        text: `${goneOn} was ended and cloned anew; told to be over ${momentInWords(resolvedAfterMs)} after that.`,
      },
    ],
  };
}
