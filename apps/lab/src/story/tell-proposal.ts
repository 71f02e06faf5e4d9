import { counted } from '@postgres-ha/proof-report';
import type { Proposal, ProposedPullRequest } from '../bot/proposal.ts';
import type { Line } from './line.ts';
import type { StepOutcome } from './tell-proof.ts';

/** Of a request, which must become one pull request that changes what was asked for, and says what that does. */
export function tellProposal({ text, outcome }: Proposal): StepOutcome {
  const expected = `one pull request for ${text}`;
  if (outcome.kind !== 'proposed') {
    return { kind: 'failed', expected, found: outcome.kind === 'refused' ? outcome.because.join('; ') : 'none' };
  }
  const [pullRequest, ...others] = outcome.pullRequests;
  const edited = pullRequest?.files.filter(({ role }) => role === 'intent') ?? [];
  if (pullRequest === undefined || others.length > 0 || edited.length === 0) {
    return { kind: 'failed', expected, found: counted(outcome.pullRequests.length, 'pull request') };
  }
  const said = `"${pullRequest.title}"`;
  return {
    kind: 'done',
    said,
    lines: [
      { kind: 'good', text: `The pull request: ${said}, in ${outcome.milliseconds} ms.` },
      ...edited.flatMap(changedLines),
      ...firstLines(pullRequest),
      { kind: 'aside', text: `npx gitops-bot plan "${text}" shows all of it.` },
    ],
  };
}

function changedLines({ path, diff }: ProposedPullRequest['files'][number]): readonly Line[] {
  const lines = diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  return [{ kind: 'text', text: `${path}: ${lines.join('  ')}` }];
}

const SHOWN = 4;

/** What a reader sees first, without the marks of Markdown. */
function firstLines({ body }: ProposedPullRequest): readonly Line[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('<'))
    .slice(0, SHOWN)
    .map((line) => ({ kind: 'text', text: line.replaceAll(/[*`\\]|^#+ |^- /g, '') }));
}
