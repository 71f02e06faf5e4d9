import { switchOver } from '@postgres-ha/local-stack';
import type { StateName } from '@postgres-ha/split-brain';
import type { Stage } from './fail-over.ts';
import type { SwitchoverOutcome } from './failover-state.ts';
import { isSettled } from './watch-pair.ts';

/** Has the standby take over in good order, and looks whether anybody was told that something is wrong. */
export async function switchPair(stage: Stage): Promise<SwitchoverOutcome> {
  const { pair, watch, writer, moveWriter, doing, signal } = stage;
  const [from, to] = [pair.primary(), pair.standby()];
  const told = new Set(watch.incidents().map(({ id, openings }) => `${id} ${openings}`));
  const states: StateName[] = [];
  const ended = new AbortController();
  const looking = watch
    .until(
      ({ state }) => {
        if (states.at(-1) !== state) states.push(state);
        return false;
      },
      AbortSignal.any([signal, ended.signal]),
    )
    .catch(() => undefined);
  try {
    doing(`${from.name} is stopped, ${to.name} takes over.`);
    const last = writer();
    const lastBefore = (): number => last.acknowledged.at(-1)?.acknowledgedAt ?? performance.now();
    let firstAfter: Promise<number> | undefined;
    await switchOver(
      { from: from.server, to: to.server },
      {
        name: from.name,
        signal,
        onStep: (step) => {
          if (step !== 'promoted') return;
          pair.swap();
          firstAfter = moveWriter().then((next) => next.acknowledged[0]?.acknowledgedAt ?? performance.now());
          // whoever waits for it is told, unless something else fails before
          firstAfter.catch(() => undefined);
        },
      },
    );
    const pauseMs = (await (firstAfter ?? Promise.reject(new Error('the standby was not promoted')))) - lastBefore();
    doing(`${from.name} follows ${to.name}; the watchdog makes sure of it.`);
    await watch.until((judgement) => isSettled(judgement), signal);
    const raised = watch.incidents().filter(({ id, openings }) => !told.has(`${id} ${openings}`));
    return {
      kind: 'switched-over',
      primary: to.name,
      before: from.name,
      pauseMs,
      states,
      raised: raised.map(({ concern }) => concern.title),
    };
  } finally {
    ended.abort();
    await looking;
  }
}
