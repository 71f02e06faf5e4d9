import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLedger, startWriter } from '@postgres-ha/local-stack';
import { ROOT } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, startPair } from './pair.ts';
import { PATIENT, watchdog } from './watchdog-process.ts';

const resources = new AsyncDisposableStack();
let said: string;

/** A pair that is split while both are written to, as in what is shown. */
beforeAll(async () => {
  const pair = resources.use(await startPair());
  await createLedger(pair.primary);
  const old = resources.use(await startWriter(pair.primary, { name: 'old', pauseMs: 20 }));
  await old.reaches(5);
  await pair.standby.promote();
  const next = resources.use(await startWriter(pair.standby, { name: 'new', pauseMs: 20 }));
  await next.reaches(20);
  await old.reaches(old.acknowledged.length + 40);
  const { code, stdout } = await watchdog(['check', ...pair.addresses, ...PATIENT]);
  expect(code).toBe(1);
  const [a, b] = [pair.primary, pair.standby].map((server) => new URL(addressOf(server)).host);
  said = stdout.replaceAll(a ?? '', '10.0.0.1:5432').replaceAll(b ?? '', '10.0.0.2:5432');
});
afterAll(() => resources.disposeAsync());

/** Figures differ each time, and lines are broken by their length. */
const shape = (text: string): string => text.replace(/[\dA-F]+(?:[.,/][\dA-F]+)*/g, '#').replace(/\s+/g, ' ');

describe('what is shown of one look at two primaries', () => {
  test.each(['README.md', 'docs/split-brain.md'])('in %s is what it says, but for the figures', (path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    const [, excerpt = ''] = /^\$ npx split-brain-watchdog check .*\n([\s\S]*?)^```$/m.exec(text) ?? [];
    const shown = excerpt.split(/^ *…$/m).filter((piece) => piece.trim() !== '');
    expect(shown.length).toBeGreaterThan(0);
    for (const piece of shown) expect(shape(said)).toContain(shape(piece).trim());
  });
});
