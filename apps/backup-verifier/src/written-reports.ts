import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { reportHtml, reportMarkdown, type RunSummary } from '@postgres-ha/proof-report';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';

export interface ToWrite {
  readonly reports: readonly ArchiveReport[];
  /** Whole paths. */
  readonly files: { readonly markdown?: string; readonly html?: string };
  readonly history: readonly RunSummary[];
  readonly now: Date;
}

/**
 * Writes the reports that were asked for beside what is printed; each file is there whole or not at all. One that could not be written takes nothing
 * from the verdict, but nobody is told that all went well.
 */
export async function written(outcome: Outcome, { reports, history, files, now }: ToWrite): Promise<Outcome> {
  const problems: string[] = [];
  const shown = { now, history };
  const texts = [
    { path: files.markdown, text: () => reportMarkdown(reports, shown) },
    { path: files.html, text: () => reportHtml(reports, shown) },
  ];
  for (const { path, text } of texts) {
    const problem = path === undefined ? undefined : await writeWhole(path, text());
    if (problem !== undefined) problems.push(`${path ?? ''} could not be written: ${problem}`);
  }
  if (problems.length === 0) return outcome;
  return {
    ...outcome,
    code: outcome.code === EXIT_CODES.ok ? EXIT_CODES.couldNotLook : outcome.code,
    text: [outcome.text, ...problems].join('\n\n'),
  };
}

/** @returns why it could not be written */
async function writeWhole(path: string, text: string): Promise<string | undefined> {
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, path);
    return undefined;
  } catch (error) {
    // what is said is why it could not be written, not that nothing was left to remove
    await rm(beside, { force: true }).catch(() => undefined);
    return error instanceof Error ? error.message : String(error);
  }
}
