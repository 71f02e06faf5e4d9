import { describe, expect, test } from 'vitest';
import { deviations } from './expectation.ts';
import { judgedAgain } from './judged-again.ts';
import { readRecordingFile } from './recording-file.ts';
import { SCENARIOS } from './scenarios.ts';
import { statesOf } from './states-of.ts';

describe.each(SCENARIOS)('the recording $name', ({ name, claim, expected, replayed: whenReplayed = expected }) => {
  test(`judged again: ${claim}`, async () => {
    expect(deviations(judgedAgain(await readRecordingFile(name)), whenReplayed)).toEqual([]);
  });

  test('holds no password, no path and no statement', async () => {
    expect(await readRecordingFile(name)).not.toMatch(
      /password|only-for-tests|another one|\/(?:tmp|dev|var|home)\/|SELECT|INSERT/i,
    );
  });
});

test('each state that a recording goes through is as it was', async () => {
  const lines = await Promise.all(
    SCENARIOS.map(async ({ name }) => `${name}: ${statesOf(judgedAgain(await readRecordingFile(name))).join(' → ')}\n`),
  );
  await expect(lines.join('')).toMatchFileSnapshot('../../recordings/states.txt');
});
