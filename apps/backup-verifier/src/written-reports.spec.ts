import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVEN, DAMAGED } from '@postgres-ha/proof-report/examples';
import { describe, expect, test } from 'vitest';
import { ARCHIVED, exampleMachine, proverOf, temporaryDirectory } from './example-machine.ts';
import type { Outcome } from '@postgres-ha/command-line';
import { start } from './program.ts';

const outcomeOf = async (args: readonly string[], report = PROVEN): Promise<Outcome> =>
  start(['run', '--level', 'L2', ...args], exampleMachine({ proveArchive: proverOf([report]) })).outcome;

describe('run --markdown --html', () => {
  test('writes the report beside what it prints, and nothing else', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    using place = temporaryDirectory(['report.html']);
    const [markdown, html] = [join(place.path, 'report.md'), join(place.path, 'report.html')];
    const outcome = await outcomeOf([archive.path, '--markdown', markdown, '--html', html]);
    expect(outcome).toEqual(await outcomeOf([archive.path]));
    expect(readFileSync(markdown, 'utf8')).toMatch(/^## ✅ `postgres-cluster`\n/);
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>[^]*<svg[^]*<\/html>\s*$/);
    expect(readdirSync(place.path).sort()).toEqual(['report.html', 'report.md']);
  });

  test('refuses a place where nothing can be written before anything is verified', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const outcome = await outcomeOf([
      archive.path,
      '--html',
      join(archive.path, 'nowhere/report.html'),
      '--markdown',
      archive.path,
    ]);
    expect(outcome.code).toBe(2);
    expect(outcome.json).toMatchObject({ problems: [{ where: '--markdown' }, { where: '--html' }] });
  });

  test.each([
    { name: 'proven', report: PROVEN, code: 3 },
    { name: 'damaged', report: DAMAGED, code: 1 },
  ])('that cannot be written ends a run over an archive that is $name with $code', async ({ report, code }) => {
    using archive = temporaryDirectory(ARCHIVED);
    const file = join(archive.path, 'x'.repeat(250));
    const outcome = await outcomeOf([archive.path, '--html', file], report);
    expect([outcome.code, outcome.text]).toEqual([code, expect.stringContaining('could not be written')]);
  });
});
