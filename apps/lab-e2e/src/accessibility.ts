import axe from 'axe-core';
import type { Page } from 'puppeteer-core';

type Axe = typeof axe;

/** What axe finds on a page: the rule, and where. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // what the debugger runs is under no policy of the page
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { readonly axe: Axe }).axe.run(document);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`),
    );
  });
}
