import { expect, test } from 'vitest';
import { conditionIn, ON_2, primary, standby, steady } from './scene.fixture.ts';

const FAILED_OVER = { b: primary(ON_2), c: standby({}, 2), a: 'timeout' } as const;
const AWAKE_AGAIN = 310_000;

test('an observer that slept in the middle of a failover does not take its sleep for time without a word of the old primary', () => {
  const scene = steady();
  scene.rounds(12_500, FAILED_OVER);
  scene.at(AWAKE_AGAIN);
  // the new primary is heard first; the old one came back as a standby long ago
  scene.probe('b', primary(ON_2));
  scene.rounds(AWAKE_AGAIN + 20_000, { ...FAILED_OVER, a: standby({ postmasterStartedAt: 'a-2' }, 2) });
  expect(scene.said().filter((one) => !one.startsWith('info'))).toEqual([]);
});

test('time that was waited before the sleep is not lost by it', () => {
  const scene = steady();
  const before = conditionIn(scene.rounds(30_000, FAILED_OVER), 'unaccounted-primary');
  expect(before).toMatchObject({ severity: 'warning' });
  scene.at(AWAKE_AGAIN);
  expect(conditionIn(scene.probe('b', primary(ON_2)), 'unaccounted-primary')).toMatchObject({
    severity: 'warning',
    since: before?.since,
  });
});
