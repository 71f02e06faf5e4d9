import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Viewport } from 'puppeteer-core';

/** A page, and everything about it that should not be. */
export interface WatchedPage {
  readonly look: Look;
  readonly page: Page;
  /** Console messages, exceptions, requests that failed or went elsewhere, each in a line. */
  readonly complaints: readonly string[];
}

export interface Look {
  readonly name: string;
  readonly viewport: Viewport;
  readonly javaScript?: boolean;
}

export const PHONE: Look = {
  name: 'phone',
  viewport: { width: 360, height: 740, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
export const DESKTOP: Look = { name: 'desktop', viewport: { width: 1280, height: 800 } };

/** For a page to load, on a machine that is busy with other tests. */
const WITHIN_MS = 300_000;

/** Opens an address in a window of its own and notes what goes wrong from then on. */
export async function watchPage(browser: Browser, url: string, look: Look): Promise<WatchedPage> {
  const { viewport, javaScript = true } = look;
  const page = await (await browser.createBrowserContext()).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console, ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`exception: ${String(error)}`));
  page.on('requestfailed', (request) => {
    // streams and pages that are left are ended by the browser
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') complaints.push(`request failed: ${request.url()}: ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answer ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  page.setDefaultTimeout(WITHIN_MS);
  await page.setViewport(viewport);
  await page.setJavaScriptEnabled(javaScript);
  await page.goto(url, { waitUntil: 'load' });
  return { look, page, complaints };
}

/** Where pictures are kept: what CI_ARTIFACTS says, else a folder for temporary files. */
export function artifacts(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = env['CI_ARTIFACTS'] ?? '';
  return named === '' ? join(tmpdir(), 'postgres-ha-artifacts') : named;
}

/** Keeps a picture of the whole page. */
export async function keepPicture({ page }: WatchedPage, name: string): Promise<void> {
  const folder = artifacts();
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `lab-${name}.png`), fullPage: true });
}
