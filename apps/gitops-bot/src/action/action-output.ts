import { appendFileSync } from 'node:fs';

/** Tells a workflow a value. The delimiter is of no text that anybody could have known. */
export function writeOutput(
  path: string,
  { name, value, delimiter }: { readonly name: string; readonly value: string; readonly delimiter: string },
): void {
  if (value.includes(delimiter)) throw new Error('the delimiter is in the value');
  appendFileSync(path, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** GitHub refuses a summary of more than 1 MiB. */
const MOST_SUMMARY = 1_000_000;

/** Adds Markdown to the page of the run. */
export function writeSummary(path: string, markdown: string): void {
  appendFileSync(path, `${markdown.slice(0, MOST_SUMMARY)}\n`);
}

/**
 * One JSON document for a log that GitHub reads commands from: it means the same, and has no `::` at the beginning of a line and no `##[`
 * anywhere.
 */
export function logSafeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('##[', '#\\u0023[');
}
