import type { Page } from 'puppeteer-core';

/** What has the focus. */
export interface Stop {
  readonly name: string;
  /** In sight, all of it. */
  readonly isSeen: boolean;
  /** By an outline of two pixels or more. */
  readonly isMarked: boolean;
}

/** No page of ours has more stops. */
const MOST = 200;

export async function focused(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const active = document.activeElement ?? document.body;
    const { top, bottom } = active.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(active);
    return {
      name: active === document.body ? '' : active.textContent.replaceAll(/\s+/g, ' ').trim(),
      isSeen: top >= 0 && bottom <= innerHeight,
      isMarked: active.matches(':focus-visible') && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
    };
  });
}

/** Presses Tab until something has the focus. @throws when the keyboard never gets there */
export async function tabUntil(page: Page, selector: string): Promise<void> {
  for (let pressed = 0; pressed < MOST; pressed += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not get to ${selector}`);
}

/** Everything that Tab comes to, from the beginning of the page to its end. The page is loaded anew for that, since the keyboard goes on from where it was. */
export async function tabStops(page: Page): Promise<readonly Stop[]> {
  await page.reload({ waitUntil: 'load' });
  const stops: Stop[] = [];
  while (stops.length < MOST) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    // behind the last one it leaves the page, or begins anew
    if (stop.name === '' || stop.name === stops[0]?.name) break;
    stops.push(stop);
  }
  return stops;
}
