import type { RuleCluster } from './rule-clusters.ts';
import type { World } from './world.ts';

/** One claim about one alert: what is scraped, and what comes of it. */
export interface RuleScenario {
  readonly alert: string;
  readonly name: string;
  /** Seconds between two scrapes, and between two evaluations. */
  readonly step?: number;
  /** How long it goes on. */
  readonly seconds: number;
  /** Another cluster than production's. */
  readonly on?: () => RuleCluster;
  readonly world: (healthy: World) => World;
  /** Metrics that are needed for it: with any of them as usual it does not fire, whatever others have. */
  readonly needs?: readonly string[];
  /** What others are like, who are well where this is absent. */
  readonly others?: (healthy: World) => World;
  /** Recorded series that it brings itself, since they tell of what rules said before. */
  readonly given?: readonly string[];
  /** What fires at these moments; never anything of this alert where there are none. */
  readonly expected: Readonly<Record<number, readonly ExpectedAlert[]>>;
}

export interface ExpectedAlert {
  /** Besides those of the cluster and the severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** When what is wrong begins, so that there is something before. */
export const ONSET = 600;
export const HOUR = 3600;

export const STEP = 15;

/** It fires once it has held for as long as it must, and not a step earlier. */
export function fires(
  scenario: Omit<RuleScenario, 'expected' | 'seconds'> & {
    readonly seconds?: number;
    /** When its expression holds first. */
    readonly from?: number;
    readonly forSeconds: number;
    readonly alerts: readonly ExpectedAlert[];
    readonly more?: RuleScenario['expected'];
  },
): RuleScenario {
  const { from = ONSET, forSeconds, alerts, more = {}, ...rest } = scenario;
  const { step = STEP, seconds = from + forSeconds } = scenario;
  return { ...rest, seconds, expected: { [from + forSeconds - step]: [], [from + forSeconds]: alerts, ...more } };
}

export function silent(scenario: Omit<RuleScenario, 'expected'>): RuleScenario {
  return { ...scenario, expected: {} };
}
