import type { Page } from 'puppeteer-core';

/** What can be read in a part of the page: nothing that is hidden or folded away. */
export async function wordsOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (part) => (part as HTMLElement).innerText.replaceAll(/\s+/g, ' '));
}

interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

type Shifting = Window & { shift?: number };

/** In the page, from when it is loaded on. */
export function noteLayoutShifts(): void {
  const all = window as Shifting;
  all.shift = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries() as Shift[]) {
      if (!hadRecentInput) all.shift = (all.shift ?? 0) + value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** How much moved since then, all added up. Below 0.1 counts as good for a page that has long been there (https://web.dev/articles/cls). */
export function layoutShift(): number {
  return (window as Shifting).shift ?? Number.NaN;
}

/** By how many pixels something is wider than the screen. */
export function overflowingBy(): number {
  const right = Math.max(...[...document.querySelectorAll('main *')].map((each) => each.getBoundingClientRect().right));
  return Math.max(document.documentElement.scrollWidth, Math.floor(right)) - document.documentElement.clientWidth;
}
