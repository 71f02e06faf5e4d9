import { fileURLToPath } from 'node:url';
import { proveArchive, type ProveArchive } from '@postgres-ha/backup-prover';
import { expect, test } from 'vitest';
import { servePage } from './page/serve-page.ts';
import { runLab } from './run-lab.ts';
import type { Line } from './story/line.ts';

/** Has no eye for copies: it says of each what it said of the original. */
function blindVerifier(): ProveArchive {
  let original: ReturnType<ProveArchive> | undefined;
  return (options) => {
    if (options.store.name.includes('broken-copies') && original !== undefined) return original;
    original = proveArchive(options);
    return original;
  };
}

test('a story whose verifier does not find what was broken fails, names the step, and says what was expected and found', async () => {
  const lines: Line[] = [];
  const code = await runLab(
    { exit: true, port: 0 },
    {
      now: () => new Date(),
      random: Math.random,
      signal: new AbortController().signal,
      say: (line) => lines.push(line),
      show: () => Promise.resolve(),
      servePage,
      root: fileURLToPath(new URL('../../..', import.meta.url)),
      proveArchive: blindVerifier(),
    },
  );
  expect(code).toBe(1);
  const steps = lines.flatMap((line) => (line.kind === 'step' ? [line.text] : []));
  expect(steps.at(-1)).toBe('A copy of it is broken: one bit of a table is flipped');
  const [last = ''] = lines
    .filter(({ kind }) => kind === 'title')
    .map(({ text }) => text)
    .slice(-1);
  expect(last).toMatch(
    /^The story failed in "A copy of it is broken: one bit of a table is flipped": expected the verdict damaged, by page-damaged in orders\/base\/\w+\/data\.tar\.gz; found the verdict proven and nothing else\.$/,
  );
});
