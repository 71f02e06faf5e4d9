import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { REPOSITORY } from '@postgres-ha/production-rig';

const PAGE = join(REPOSITORY, 'docs/change-impact.md');
const BEGIN = '<!-- begin of what impact.contract.ts measured -->\n';
const END = '<!-- end of what impact.contract.ts measured -->';

/** The part of the page that is written by a measurement, without the marks around it. */
export function measuredPart(): string {
  return partsOf(readFileSync(PAGE, 'utf8')).measured;
}

/** Puts a new measurement into the page. */
export async function writeMeasuredPart(markdown: string): Promise<void> {
  const { before, after } = partsOf(readFileSync(PAGE, 'utf8'));
  const page = `${before}${BEGIN}\n${markdown}\n${END}${after}`;
  writeFileSync(PAGE, await format(page, { parser: 'markdown', printWidth: 120 }));
}

function partsOf(page: string): { readonly before: string; readonly measured: string; readonly after: string } {
  const [before, rest] = page.split(BEGIN);
  const [measured, after] = rest?.split(END) ?? [];
  if (before === undefined || measured === undefined || after === undefined)
    throw new Error(`${PAGE} lacks the marks around what is measured`);
  return { before, measured, after };
}
