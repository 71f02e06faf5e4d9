import { describe, expect, test } from 'vitest';
import { deviations } from './expectation.ts';
import { judgedAgain } from './judged-again.ts';
import { playScenario, type PlayOptions } from './play-scenario.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { fewAtOnce } from './few-at-once.ts';
import { statesOf } from './states-of.ts';
import { bestPartitions } from './wiring.ts';

/** Each has three servers and a watchdog; a machine of two cores carries three of them. */
const turn = fewAtOnce(3);

/** What takes a few seconds, and depends on the server. */
const ON_EVERY_MAJOR = ['01', '03', '06', '07', '15', '16'];
/** Where this is root, partitions are of namespaces; the way without root is to work as well. */
const BY_PROXIES = ['10', '13', '19'];

const numbered = (numbers: readonly string[]): readonly Scenario[] =>
  SCENARIOS.filter(({ name }) => numbers.includes(name.slice(0, 2)));

/** Texts of a title are cut where they are fields of an object. */
const titled = (scenarios: readonly Scenario[]): (readonly [string, string, Scenario])[] =>
  scenarios.map((scenario) => [scenario.name, scenario.claim, scenario] as const);

async function play(scenario: Scenario, options: PlayOptions): Promise<void> {
  const played = await turn(() => playScenario(scenario, options));
  for (const [label, figure] of Object.entries(played.figures)) console.info(`${scenario.name}: ${label}: ${figure}`);
  expect(deviations(played.judgements, scenario.expected)).toEqual([]);
  // what an observer thinks of itself is not in a recording
  if (scenario.replayed === undefined) {
    expect(statesOf(judgedAgain(played.recording))).toEqual(statesOf(played.judgements));
  }
}

describe.concurrent('on PostgreSQL 17', () => {
  test.each(titled(SCENARIOS))('%s: %s', async (_name, _claim, scenario) => {
    await play(scenario, { major: 17 });
  });
});

describe.concurrent.each([16, 18])('on PostgreSQL %i', (major) => {
  test.each(titled(numbered(ON_EVERY_MAJOR)))('%s: %s', async (_name, _claim, scenario) => {
    await play(scenario, { major });
  });
});

describe.runIf(bestPartitions() === 'namespaces').concurrent('by proxies, as without root', () => {
  test.each(titled(numbered(BY_PROXIES)))('%s: %s', async (_name, _claim, scenario) => {
    await play(scenario, { major: 17, partitions: 'proxies' });
  });
});
