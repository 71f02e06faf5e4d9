import { launch, type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, needPart } from '@postgres-ha/testkit';
import { accessibilityFaults } from './accessibility.ts';
import { buttonOf, KINDS, shownOf } from './breakage-card.ts';
import { chromiumPart } from './chromium.ts';
import { standOutside, type Outside } from './outside.ts';
import { layoutShift, noteLayoutShifts, overflowingBy, wordsOf } from './page-facts.ts';
import { focused, tabUntil, tabStops } from './keyboard.ts';
import { leftBy, runLab, type RunningLab } from './running-lab.ts';
import { DESKTOP, keepPicture, PHONE, watchPage, type Look, type WatchedPage } from './watched-page.ts';

const chromium = chromiumPart();
const need = needPart(chromium);
const PATIENCE = { timeoutMs: 600_000, intervalMs: 100 };
/** The lab lets no more wait. */
const AT_A_TIME = 4;

describe.skipIf(need.absent)(`the page of a running lab${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  let outside: Outside;
  let lab: RunningLab;
  let url: string;
  let browser: Browser;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    outside = resources.use(await standOutside());
    lab = resources.use(runLab([]));
    browser = resources.adopt(await launchChromium(outside), (it) => it.close());
    await lab.saying('Watch it at');
    url = /http:\/\/127\.0\.0\.1:\d+\//.exec(lab.said())?.[0] ?? '';
    for (const look of [DESKTOP, PHONE]) await (await open(look)).page.evaluate(noteLayoutShifts);
  });

  afterAll(() => resources.disposeAsync());

  async function open(look: Look): Promise<WatchedPage> {
    const watched = await watchPage(browser, url, look);
    opened.push(watched);
    return watched;
  }

  function on({ name }: Look): WatchedPage {
    const found = opened.find(({ look }) => look.name === name);
    if (found === undefined) throw new Error(`no page on a ${name}`);
    return found;
  }

  test.each([DESKTOP, PHONE])('on a $name the proof of the archive comes into sight by itself', async (look) => {
    const { page } = on(look);
    await page.waitForSelector('#answer.proven', { timeout: PATIENCE.timeoutMs });
    expect(await wordsOf(page, '#answer')).toMatch(
      /Proven\. .* restored, started and replayed up to [0-9A-F]+\/[0-9A-F]+/,
    );
  });

  test.each([DESKTOP, PHONE])('on a $name nothing moves under the reader while the story is told', async (look) => {
    const { page } = on(look);
    await eventually(
      'the end of the story',
      async () => (await page.$('.story :is(.to-come, .running)')) === null || undefined,
      PATIENCE,
    );
    expect(await page.$$('.story .failed')).toEqual([]);
    expect(await page.evaluate(layoutShift)).toBeLessThan(0.1);
    await keepPicture(on(look), look.name);
  });

  test('on a phone a tap on each button that breaks a copy leads to a verdict that names the object', async () => {
    const { page } = on(PHONE);
    await breakAll(page, (kind) => page.tap(buttonOf(kind)));
    await keepPicture(on(PHONE), 'phone-broken');
  });

  test('by keyboard alone each button is reached, seen and pressed, and keeps the focus when its verdict comes', async () => {
    const { page } = on(DESKTOP);
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toContain('To the buttons');
    await page.keyboard.press('Enter');
    await breakAll(page, async (kind) => {
      await tabUntil(page, buttonOf(kind));
      await page.keyboard.press('Enter');
    });
    expect(
      await page.evaluate((button) => document.activeElement?.matches(button), buttonOf(KINDS.at(-1)?.kind ?? '')),
    ).toBe(true);
    await keepPicture(on(DESKTOP), 'desktop-broken');
  });

  test('every stop of the keyboard is in sight and shows that it has the focus', async () => {
    const { page } = on(DESKTOP);
    const stops = await tabStops(page);
    expect(stops.filter(({ isSeen, isMarked }) => !isSeen || !isMarked)).toEqual([]);
    const names = stops.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Back up now', 'Prove now']));
    expect(names.filter((name) => name.startsWith('Break a copy: '))).toHaveLength(KINDS.length);
  });

  test.each([
    { label: 'Back up now', action: '/back-up', is: backups },
    { label: 'Prove now', action: '/prove', is: runs },
  ])('“$label” does it', async ({ action, is }) => {
    const { page } = on(DESKTOP);
    const before = await is(page);
    await page.click(`form[action="${action}"] button`);
    await eventually(`what ${action} does`, async () => (await is(page)) !== before || undefined, PATIENCE);
  });

  test.each([
    { kind: 'switchover', result: 'raised nothing', says: 'payments-2 took over from payments-1' },
    { kind: 'split-brain', result: 'proven, told, resolved', says: 'the same ones' },
  ])('a $kind at the press of a button is judged by the watchdog: $result', async ({ kind, result, says }) => {
    const { page } = on(DESKTOP);
    const card = `#failover-${kind}`;
    const id = await wordsOf(page, `${card} .result code`);
    await page.click(`${card} button`);
    await eventually(
      `the end of the ${kind}`,
      async () => {
        const isNext = (await wordsOf(page, `${card} .result code`)) !== id;
        return (isNext && (await wordsOf(page, `${card} .result`)).includes(result)) || undefined;
      },
      PATIENCE,
    );
    expect(await wordsOf(page, card)).toContain(says);
    expect(await wordsOf(page, '#failovers')).toContain('payments-2');
    await keepPicture(on(DESKTOP), `desktop-${kind}`);
  });

  test('without JavaScript the verdicts can be read and the buttons work', async () => {
    const plain = await open({ ...PHONE, name: 'phone without JavaScript', javaScript: false });
    const { page } = plain;
    expect(await wordsOf(page, '#answer')).toContain('Proven.');
    expect(await wordsOf(page, '#breakages')).toContain('found and named');
    const { copy } = await shownOf(page, 'missing-wal');
    await Promise.all([page.waitForNavigation(), page.tap(buttonOf('missing-wal'))]);
    expect(await wordsOf(page, '#notice')).toBe('Asked for. What comes of it is shown here.');
    const again = async (): Promise<true | undefined> => {
      const shown = await shownOf(page, 'missing-wal').catch(() => undefined);
      return (shown !== undefined && shown.copy !== copy && shown.result === 'found and named') || undefined;
    };
    await eventually('the verdict, when the page was asked for again', again, PATIENCE);
    await keepPicture(plain, 'phone-without-javascript');
    await page.close();
  });

  test.each([DESKTOP, PHONE])(
    'on a $name nothing is wider than the screen, even with everything unfolded',
    async (look) => {
      const { page } = on(look);
      await page.$$eval('details', (all) => {
        for (const each of all) each.open = true;
      });
      expect(await page.evaluate(overflowingBy)).toBeLessThanOrEqual(0);
    },
  );

  test.each(
    [DESKTOP, PHONE].flatMap((look) =>
      (['light', 'dark'] as const).map((scheme) => ({ look, scheme, name: look.name })),
    ),
  )('on a $name in $scheme colours axe finds nothing that keeps anybody out', async ({ look, scheme }) => {
    const { page } = on(look);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await keepPicture(on(look), `${look.name}-${scheme}`);
  });

  test('who wants no motion gets none', async () => {
    const { page } = on(DESKTOP);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  test('nothing went wrong in the browser, and nothing left the machine', () => {
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(outside.seen).toEqual([]);
  });

  test('a page whose lab is stopped says so, and keeps what it knew', async () => {
    const { page } = on(DESKTOP);
    lab.kill('SIGINT');
    expect((await lab.ended()).exitCode).toBe(0);
    expect(leftBy(lab)).toEqual([]);
    await page.waitForFunction(() => document.querySelector('#link')?.textContent.includes('The lab has stopped'), {
      timeout: PATIENCE.timeoutMs,
    });
    expect(await wordsOf(page, '#answer')).toContain('Proven.');
    await keepPicture(on(DESKTOP), 'desktop-stopped');
  });
});

/** What the browser asks for by itself, whatever page it shows, goes to a port of this machine where nobody is. */
const OWN_BUSINESS = [
  '--component-updater=url-source=http://127.0.0.1:1/',
  '--gaia-url=http://127.0.0.1:1/',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=NetworkTimeServiceQuerying,AutofillServerCommunication',
];

function launchChromium({ proxy }: Outside): Promise<Browser> {
  return launch({
    executablePath: chromium.program,
    // a machine that is busy with other tests starts a browser slowly, and answers a debugger late
    ...{ timeout: PATIENCE.timeoutMs, protocolTimeout: PATIENCE.timeoutMs },
    args: [
      // Chromium has no sandbox for what root starts
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-dev-shm-usage',
      // what is not on this machine has no address, and what goes out all the same is seen
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      `--proxy-server=${proxy}`,
      ...OWN_BUSINESS,
    ],
  });
}

/** Breaks a copy in each way, a few at a time, and looks for each verdict in sight. */
async function breakAll(page: Page, press: (kind: string) => Promise<void>): Promise<void> {
  for (let first = 0; first < KINDS.length; first += AT_A_TIME) {
    const batch = KINDS.slice(first, first + AT_A_TIME);
    const before = new Map<string, string>();
    for (const { kind } of batch) {
      before.set(kind, (await shownOf(page, kind)).copy);
      await press(kind);
    }
    for (const { kind, object } of batch) {
      const words = await eventually(`the verdict on ${kind}`, () => verdictOf(page, kind, before.get(kind)), PATIENCE);
      expect(words, kind).toMatch(/^ ?✓ ?found and named/);
      expect(words, kind).toMatch(object);
    }
  }
}

async function verdictOf(page: Page, kind: string, before: string | undefined): Promise<string | undefined> {
  const { copy, result, words } = await shownOf(page, kind);
  return copy === before || copy === '' || ['waits its turn', 'being proven'].includes(result) ? undefined : words;
}

async function backups(page: Page): Promise<string> {
  return page.$$eval('.backups th code', (all) => all.map((each) => each.textContent).join());
}

async function runs(page: Page): Promise<string> {
  return /\d+ runs?/.exec(await wordsOf(page, '.prover'))?.[0] ?? '';
}
