import { setTimeout } from 'node:timers/promises';
import type { ProveArchive } from '@postgres-ha/backup-prover';
import type { Lab } from './lab.ts';
import { startLab } from './start-lab.ts';
import type { Say } from './story/line.ts';
import { runStory, type StoryOutcome } from './story/run-story.ts';

/** What the lab needs of the process that runs it. */
export interface Machine {
  readonly now: () => Date;
  readonly random: () => number;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly servePage: ServePage;
  /** The checkout that the bot is asked about. */
  readonly root: string;
  /** Told of each state, for a line that shows how far things are. */
  readonly show: (lab: Lab, signal: AbortSignal) => Promise<void>;
  /** Another verifier, to see what the story makes of its verdicts. */
  readonly proveArchive?: ProveArchive;
}

export interface Page extends AsyncDisposable {
  readonly url: string;
}

export type ServePage = (lab: Lab, options: { readonly port: number; readonly signal: AbortSignal }) => Promise<Page>;

export interface LabRequest {
  readonly exit: boolean;
  readonly port: number;
}

/** The same as for every command of the project. */
export const EXIT_CODES = { asExpected: 0, storyFailed: 1, badUsage: 2, couldNotStart: 3 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

const BACK_UP_EVERY_MS = 60_000;

/** Runs the lab to its end: the story, and then, unless it is to exit, backups and proofs now and then until the signal. */
export async function runLab({ exit, port }: LabRequest, machine: Machine): Promise<ExitCode> {
  const { say, signal } = machine;
  say({
    kind: 'title',
    text: 'A real PostgreSQL is backed up on this machine, its backups are proven, and broken copies of them are called out by name. Another one fails over, and two primaries are proven.',
  });
  await using resources = new AsyncDisposableStack();
  const { lab, page } = await start(resources, { port, machine });
  say({ kind: 'text', text: `Watch it at ${page.url}` });

  const outcome = await runStory(lab, { say, signal });
  sayEnd(outcome, { exit, url: page.url, say });
  const code = outcome.kind === 'as expected' ? EXIT_CODES.asExpected : EXIT_CODES.storyFailed;
  if (!exit) await keepGoing(lab, signal);
  return code;
}

interface Started {
  readonly lab: Lab;
  readonly page: Page;
}

async function start(
  resources: AsyncDisposableStack,
  { port, machine }: { readonly port: number; readonly machine: Machine },
): Promise<Started> {
  const { now, random, signal, say, show, servePage, proveArchive, root } = machine;
  const lab = resources.use(
    await startLab({
      now,
      random,
      root,
      signal,
      onStarting: (what) => {
        say({ kind: 'aside', text: `Starting ${what} …` });
      },
      ...(proveArchive && { proveArchive }),
    }),
  );
  const page = resources.use(await servePage(lab, { port, signal }));
  const ended = new AbortController();
  const showing = show(lab, AbortSignal.any([signal, ended.signal]));
  resources.defer(async () => {
    ended.abort();
    await showing;
  });
  return { lab, page };
}

function sayEnd(
  outcome: StoryOutcome,
  { exit, url, say }: { readonly exit: boolean; readonly url: string; readonly say: Say },
): void {
  if (outcome.kind === 'as expected') {
    say({
      kind: 'title',
      text: 'Every verdict was the expected one: the original is proven, each broken copy was found and its object named, the switchover raised nothing, and of the split brain every lost commit is known.',
    });
  } else {
    say({ kind: 'title', text: `The story failed in "${outcome.step}": ${outcome.because}.` });
  }
  if (exit) return;
  say({ kind: 'text', text: `The lab goes on: break more at ${url}` });
  say({ kind: 'text', text: 'Ctrl-C ends it and removes everything.' });
}

/** As a schedule would: a new base backup, and everything proven anew. What fails is in the state. */
async function keepGoing(lab: Lab, signal: AbortSignal): Promise<void> {
  for (;;) {
    await setTimeout(BACK_UP_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (lab.state().buttons.queued > 0) continue;
    lab.actions.backUpNow();
    lab.actions.proveNow();
  }
}
