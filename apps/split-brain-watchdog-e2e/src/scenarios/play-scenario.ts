import type { Judgement } from '@postgres-ha/split-brain';
import { observe } from './observed-watch.ts';
import type { Scenario } from './scenario.ts';
import { openStage } from './stage.ts';
import type { Partitions } from './wiring.ts';

export interface Played {
  readonly judgements: readonly Judgement[];
  readonly recording: string;
  readonly figures: Readonly<Record<string, string | number>>;
}

export interface PlayOptions {
  readonly major: number;
  /** The best that there is without it. */
  readonly partitions?: Partitions;
}

/** Sets the stage, lets the real watchdog watch it, and plays. */
export async function playScenario(scenario: Scenario, options: PlayOptions): Promise<Played> {
  await using stage = await openStage({ ...scenario.stage, ...options });
  await using watch = observe(stage, { ...(scenario.watched && { members: scenario.watched }) });
  if (scenario.begins !== 'unseen') await watch.sees('a healthy cluster', ({ state }) => state === 'healthy');
  const figures = (await scenario.play({ stage, watch })) ?? {};
  return { judgements: [...watch.judgements], recording: watch.recording(), figures };
}
