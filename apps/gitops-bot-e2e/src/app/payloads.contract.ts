import { expect, test } from 'vitest';
import { readMany } from './payloads.ts';
import { realPayloads } from './real-payloads.ts';

/** A million take a minute and a half of a processor: PAYLOADS=1000000 reads so many, PAYLOAD_SEED others. */
const COUNT = Number(process.env['PAYLOADS'] ?? 100_000);
const SEED = Number(process.env['PAYLOAD_SEED'] ?? 8);

test(`no body of ${COUNT} that somebody could send brings the reading of webhooks down`, () => {
  const { flaws, taken } = readMany(realPayloads(), { count: COUNT, seed: SEED });
  expect(flaws).toEqual([]);
  expect(taken).toBeGreaterThan(COUNT / 2000);
}, 3_600_000);
