import { breakWay } from '../copies/break-ways.ts';
import { failoverChoice } from '../failover/failover-kinds.ts';
import type { LabState } from '../lab-state.ts';
import type { Lab } from '../lab.ts';
import type { Say } from './line.ts';
import { STORY_STEPS, type StepKind, type StoryStep } from './story-steps.ts';
import { tellCopy } from './tell-copy.ts';
import { tellFailover } from './tell-failover.ts';
import { tellProposal } from './tell-proposal.ts';
import { tellOriginal, type Objects } from './tell-original.ts';
import { tellProof, type StepOutcome } from './tell-proof.ts';
import { tellArchiving, tellBackup, tellServers } from './tell-stack.ts';

export type StoryOutcome =
  | { readonly kind: 'as expected' }
  /** The step that did not go as expected is the last one that was told. */
  | { readonly kind: 'failed'; readonly step: string; readonly because: string };

export interface StoryOptions {
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** What later steps need of earlier ones. */
interface Told {
  before: Objects;
}

const SEGMENTS_TO_WAIT_FOR = 3;

/**
 * Tells what the lab is for, step by step, and does it. A step that fails ends the story.
 * @throws when the signal ends it
 */
export async function runStory(lab: Lab, { say, signal }: StoryOptions): Promise<StoryOutcome> {
  const told: Told = { before: new Map() };
  for (const [index, step] of STORY_STEPS.entries()) {
    say({ kind: 'step', number: index + 1, text: step.title });
    lab.work.tellStep(step.id, { kind: 'running' });
    const outcome = await goThrough(step, { lab, say, signal, told });
    if (outcome.kind === 'failed') {
      const because = `expected ${outcome.expected}; found ${outcome.found}`;
      lab.work.tellStep(step.id, { kind: 'failed', because });
      say({ kind: 'bad', text: `Step ${index + 1} failed.` });
      say({ kind: 'text', text: `Expected: ${outcome.expected}.` });
      say({ kind: 'text', text: `Found: ${outcome.found}.` });
      return { kind: 'failed', step: step.title, because };
    }
    outcome.lines.forEach(say);
    lab.work.tellStep(step.id, { kind: 'done', said: outcome.said });
  }
  return { kind: 'as expected' };
}

interface Telling extends StoryOptions {
  readonly lab: Lab;
  readonly told: Told;
}

/** What goes wrong on the way is what was found, unless it was asked to end. */
async function goThrough({ what }: StoryStep, telling: Telling): Promise<StepOutcome> {
  try {
    return await act(what, telling);
  } catch (error) {
    telling.signal.throwIfAborted();
    return {
      kind: 'failed',
      expected: 'that this can be done',
      found: error instanceof Error ? error.message : String(error),
    };
  }
}

async function act(what: StepKind, { lab, say, signal, told }: Telling): Promise<StepOutcome> {
  switch (what.kind) {
    case 'servers':
      return tellServers(
        await stateWhere(lab, ({ servers, writers }) => isAtWork(servers) && writers.commitsPerSecond > 0, signal),
      );
    case 'backup': {
      const { id } = await lab.work.backUp();
      return tellBackup(
        await stateWhere(
          lab,
          ({ archive }) => archive.backups.some((each) => each.id === id && each.bytes > 0),
          signal,
        ),
        id,
      );
    }
    case 'archiving': {
      const segments = await lab.work.walBehindBackup(SEGMENTS_TO_WAIT_FOR);
      return tellArchiving(lab.state(), segments);
    }
    case 'proof':
      say({
        kind: 'text',
        text: 'A backup that nobody has restored is a hope. The verifier restores it, here and now.',
      });
      return tellProof(await lab.work.prove());
    case 'break': {
      const way = breakWay(what.how);
      if (told.before.size === 0) told.before = await lab.work.objects();
      say({ kind: 'text', text: way.explanation });
      const copy = await lab.work.breakCopy(what.how);
      say({ kind: 'text', text: `${copy.address}${copy.object}: ${copy.done}` });
      return tellCopy(copy, way);
    }
    case 'original': {
      const same = tellOriginal(told.before, await lab.work.objects());
      if (same.kind === 'failed') return same;
      const proof = tellProof(await lab.work.prove());
      return proof.kind === 'failed' ? proof : { ...proof, lines: [...same.lines, ...proof.lines] };
    }
    case 'fail-over':
      say({ kind: 'text', text: failoverChoice(what.how).explanation });
      await lab.work.pairIsSettled();
      return tellFailover(await lab.work.failOver(what.how));
    case 'ask-bot':
      say({ kind: 'text', text: what.text });
      return tellProposal(await lab.work.askBot(what.text));
  }
}

function isAtWork(servers: LabState['servers']): boolean {
  return (
    servers.length > 1 &&
    servers.every(({ state, role, lag }) => state === 'running' && (role === 'primary' || lag !== null))
  );
}

/** On a machine that is busy with other things too: a state that does not come is told all the same. */
const STATE_WITHIN_MS = 120_000;

/** The state once it is so, or as it is when that takes too long: whoever tells of it sees what is missing. */
async function stateWhere(lab: Lab, holds: (state: LabState) => boolean, signal: AbortSignal): Promise<LabState> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(STATE_WITHIN_MS)]);
  for await (const state of lab.changes(patience)) if (holds(state)) return state;
  signal.throwIfAborted();
  return lab.state();
}
