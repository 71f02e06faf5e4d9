import { startWriter, type LedgerWriter } from '@postgres-ha/local-stack';
import type { Judgement } from '@postgres-ha/split-brain';
import type { StateHolder } from '../state/state-holder.ts';
import type { FailoverKind, FailoverOutcome, FailoverRun, FailoverState } from './failover-state.ts';
import type { Pair } from './pair.ts';
import { makeSplitBrain } from './split-brain.ts';
import { switchPair } from './switchover.ts';
import { isSettled, watchPair, type PairWatch } from './watch-pair.ts';

/** What a way to fail over works with. */
export interface Stage {
  readonly pair: Pair;
  readonly watch: PairWatch;
  /** Of the application, at the primary. */
  readonly writer: () => LedgerWriter;
  /** The application goes to the primary of now. @returns after its first commit there */
  readonly moveWriter: () => Promise<LedgerWriter>;
  /** Says what goes on, in words. */
  readonly doing: (what: string) => void;
  readonly signal: AbortSignal;
}

/** Two servers, an application and a watchdog, to fail over as often as one likes. */
export interface Failovers extends AsyncDisposable {
  /** One at a time. @returns the run, however it ended */
  readonly failOver: (kind: FailoverKind) => Promise<FailoverRun>;
  /** Waits until the watchdog has nothing to say of the pair. */
  readonly settled: () => Promise<void>;
}

export interface FailoversOptions {
  readonly holder: StateHolder;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const RUNS_KEPT = 8;
/** What is lost alone is in sight for a quarter of a minute, and servers start twice meanwhile. */
const LONGEST_MS = 300_000;
/** An application with think time; the list of what is lost stays short enough to read. */
const COMMIT_EVERY_MS = 20;

/** Takes the pair over: it is disposed of with what runs on it. */
export async function startFailovers(pair: Pair, { holder, now, signal }: FailoversOptions): Promise<Failovers> {
  await using resources = new AsyncDisposableStack();
  resources.use(pair);
  const writers = resources.use(new AsyncDisposableStack());
  let sessions = 0;
  const write = async (): Promise<LedgerWriter> => {
    sessions += 1;
    return writers.use(
      await startWriter(pair.primary().server, { name: `application-${sessions}`, pauseMs: COMMIT_EVERY_MS }),
    );
  };
  let committed = 0;
  let writer = await write();
  const moveWriter = async (): Promise<LedgerWriter> => {
    committed += writer.acknowledged.length;
    writer = await write();
    await writer.reaches(1, { signal });
    return writer;
  };
  const watch = resources.use(
    watchPair(pair, {
      now,
      signal,
      onJudgement: (judgement) => {
        holder.change(({ failover }) => ({
          failover: { ...failover, ...seen(judgement), commits: committed + writer.acknowledged.length },
        }));
      },
    }),
  );
  const stage = (id: string): Stage => ({
    pair,
    watch,
    writer: () => writer,
    moveWriter,
    doing: (what) => {
      holder.change(({ failover }) => ({ failover: withOutcome(failover, id, { kind: 'running', doing: what }) }));
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
  });
  const owned = resources.move();
  return {
    settled: async () => {
      const judgement = watch.judgement();
      if (judgement !== undefined && isSettled(judgement)) return;
      await watch.until(isSettled, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
    },
    failOver: async (kind) => {
      const { runs } = holder.current().failover;
      const id = `${kind}-${runs.filter((each) => each.kind === kind).length + 1}`;
      const run: FailoverRun = { id, kind, startedAt: now().toISOString(), outcome: { kind: 'waiting' } };
      holder.change(({ failover }) => ({ failover: { ...failover, runs: [...failover.runs, run].slice(-RUNS_KEPT) } }));
      const outcome = await cameOf(kind, stage(id)).catch((error: unknown): FailoverOutcome => {
        signal.throwIfAborted();
        return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
      });
      holder.change(({ failover }) => ({ failover: withOutcome(failover, id, outcome) }));
      return { ...run, outcome };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function cameOf(kind: FailoverKind, stage: Stage): Promise<FailoverOutcome> {
  switch (kind) {
    case 'switchover':
      return switchPair(stage);
    case 'split-brain':
      return makeSplitBrain(stage);
  }
}

function withOutcome(failover: FailoverState, id: string, outcome: FailoverOutcome): FailoverState {
  return { ...failover, runs: failover.runs.map((each) => (each.id === id ? { ...each, outcome } : each)) };
}

function seen({ state, members }: Judgement): Pick<FailoverState, 'state' | 'members'> {
  return {
    state,
    members: members.map(({ name, role, timeline, lsn, lagBytes }) => ({ name, role, timeline, lsn, lagBytes })),
  };
}
