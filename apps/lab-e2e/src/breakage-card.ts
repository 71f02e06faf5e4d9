import type { Page } from 'puppeteer-core';

/** What a page shows of the newest copy that was broken in one way. */
export interface Shown {
  /** `copy-4`; empty while there is none. */
  readonly copy: string;
  /** `found and named` */
  readonly result: string;
  /** All words in sight. */
  readonly words: string;
}

/** The ways to break a copy, with what a verdict on it must name. */
export const KINDS: readonly { readonly kind: string; readonly object: RegExp }[] = [
  { kind: 'damaged-page', object: /page-damaged in orders\/base\/\d{8}T\d{6}\/data\.tar\.gz/ },
  { kind: 'missing-wal', object: /wal-hole in orders\/wals\/\d{16}\/[0-9A-F]{24}/ },
  { kind: 'wrong-wal', object: /wal-of-another-place in orders\/wals\/\d{16}\/[0-9A-F]{24}\.gz/ },
  { kind: 'flipped-bit', object: /[a-z-]+ in orders\/base\/\d{8}T\d{6}\/data\.tar\.gz/ },
  { kind: 'lost-file', object: /relation-file-missing in orders\/base\/\d{8}T\d{6}\/data\.tar\.gz/ },
  {
    kind: 'truncated-backup',
    object: /(?:tar-incomplete|archive-truncated) in orders\/base\/\d{8}T\d{6}\/data\.tar\.gz/,
  },
  { kind: 'truncated-wal', object: /archive-truncated in orders\/wals\/\d{16}\/[0-9A-F]{24}\.gz/ },
];

export const buttonOf = (kind: string): string => `#breakage-${kind} button`;

export async function shownOf(page: Page, kind: string): Promise<Shown> {
  return page.$eval(`#breakage-${kind} .outcome`, (card) => ({
    copy: card.querySelector('.result code')?.textContent ?? '',
    result: card.querySelector('.badge')?.lastChild?.textContent ?? '',
    // as it is seen: what is folded away or hidden is no word
    words: (card as HTMLElement).innerText.replaceAll(/\s+/g, ' '),
  }));
}
