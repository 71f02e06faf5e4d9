import { createHash } from 'node:crypto';
import {
  fileHunks,
  hunkText,
  planChange,
  pullRequestContent,
  readComment,
  type ChangePlan,
  type Command,
  type Intent,
  type Origin,
  type PlannedFile,
  type RepositoryState,
} from '@postgres-ha/change-request';
import { formatProblem } from '@postgres-ha/environment';
import { directoryState, workingState } from '@postgres-ha/git-checkout';
import type { StateHolder } from '../state/state-holder.ts';
import type { Proposal, ProposalOutcome, ProposedFile, ProposedPullRequest } from './proposal.ts';

/** The bot, as far as it needs no GitHub: what it would propose. */
export interface Proposals {
  /** @returns the request with its outcome, however it ended */
  readonly ask: (text: string) => Promise<Proposal>;
}

export interface ProposalsOptions {
  readonly holder: StateHolder;
  readonly now: () => Date;
  /** The checkout whose `environments/` is looked at. */
  readonly root: string;
  readonly signal: AbortSignal;
}

const PROPOSALS_KEPT = 4;
const GENERATOR = 'postgres-ha lab';

/** Plans on the files of a checkout as they are now; nothing of it is written. */
export function openProposals({ holder, now, root, signal }: ProposalsOptions): Proposals {
  let asked = 0;
  const note = (proposal: Proposal): Proposal => {
    holder.change(({ bot }) => ({
      bot: { proposals: [...bot.proposals.filter(({ id }) => id !== proposal.id), proposal].slice(-PROPOSALS_KEPT) },
    }));
    return proposal;
  };
  return {
    ask: async (text) => {
      asked += 1;
      const at = now();
      const begun = note({ id: `request-${asked}`, text, askedAt: at.toISOString(), outcome: { kind: 'waiting' } });
      const outcome = await proposed(text, { root, at, signal }).catch((error: unknown): ProposalOutcome => {
        signal.throwIfAborted();
        return { kind: 'refused', because: [error instanceof Error ? error.message : String(error)] };
      });
      return note({ ...begun, outcome });
    },
  };
}

interface Asked {
  readonly root: string;
  readonly at: Date;
  readonly signal: AbortSignal;
}

async function proposed(text: string, { root, at, signal }: Asked): Promise<ProposalOutcome> {
  const comment = readComment(text);
  if (comment.kind === 'none') return refused('This is no command. One begins with a slash, such as /help.');
  if (comment.kind === 'mistaken') {
    return {
      kind: 'refused',
      because: comment.mistakes.map(({ found, expected, remedy }) => `Found ${found}, expected ${expected}. ${remedy}`),
    };
  }
  const checkout = workingState(root);
  const state = checkout.kind === 'read' ? checkout.checkout.state : directoryState(root);
  const startedAt = performance.now();
  const pullRequests: ProposedPullRequest[] = [];
  for (const [index, { command }] of comment.commands.entries()) {
    const intent = intentOf(command);
    if (intent === undefined) return refused(`/${command.kind} is for a pull request on GitHub.`);
    const origin: Origin = { kind: 'command-line', key: `lab-${index}`, by: undefined, url: undefined, at };
    const planned = await plan(intent, { state, origin, signal });
    if ('because' in planned) return planned;
    pullRequests.push(planned);
  }
  return { kind: 'proposed', pullRequests, milliseconds: Math.round(performance.now() - startedAt) };
}

function refused(because: string): ProposalOutcome {
  return { kind: 'refused', because: [because] };
}

function intentOf(command: Command): Intent | undefined {
  switch (command.kind) {
    case 'plan':
    case 'render':
    case 'override':
    case 'unlock':
    case 'help':
      return undefined;
    default:
      return command;
  }
}

async function plan(
  intent: Intent,
  { state, origin, signal }: { readonly state: RepositoryState; readonly origin: Origin; readonly signal: AbortSignal },
): Promise<ProposedPullRequest | Extract<ProposalOutcome, { readonly kind: 'refused' }>> {
  const planning = await planChange(intent, {
    ...{ state, origin, now: origin.at, generator: GENERATOR, signal },
    // no cluster publishes facts here, and the pull request says so
    facts: new Map(),
    digest: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  });
  switch (planning.kind) {
    case 'plan':
      return shown(planning, origin);
    case 'unchanged':
      return { kind: 'refused', because: [`${planning.path} says so already.`] };
    case 'refused':
    case 'unfit-base':
      return { kind: 'refused', because: planning.problems.map(formatProblem) };
  }
}

function shown(planned: ChangePlan, origin: Origin): ProposedPullRequest {
  const { branch, title, body } = pullRequestContent(planned, { origin, now: origin.at, generator: GENERATOR });
  return {
    branch,
    title,
    verdict: planned.judgement.verdict,
    body: withoutMarkup(body),
    files: planned.files.map(fileOf),
  };
}

/** GitHub hides the marker, and folds the diffs that the page shows in its own way. */
function withoutMarkup(body: string): string {
  return body
    .replace(/^<!--.*?-->\n/, '')
    .replaceAll(/<details>[\s\S]*?<\/details>\n*/g, '')
    .replace(/^### Files\n+/m, '');
}

function fileOf(file: PlannedFile): ProposedFile {
  const { added, removed, hunks } = fileHunks(file);
  const diff = hunks.flatMap(hunkText).join('\n');
  return { path: file.path, role: file.role, added, removed, diff };
}
