import { sampled } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../app/temporary-directory.ts';
import { fewAtOnce } from '../scenarios/few-at-once.ts';
import { ENTRIES, LIFE } from './looks.ts';
import { REPOSITORY, toldLife, type Kill, type Life, type Step } from './told-life.ts';

/** Most of a life is waiting. */
const AT_ONCE = 4;
/** Which entries GitHub notifies of by a comment. */
const COMMENTED = [2, 4, 5, 6];
const POST = 'slack chat.postMessage';
const LOST_COMMIT = '0/3000200';

/** Nothing is lost, and everything is there once, in order and over. */
function expectToldOnce({ slack, github, incidents }: Life): void {
  expect(incidents.map(({ status }) => status)).toEqual(['resolved']);
  expect(incidents[0]?.timeline.map(({ kind }) => kind)).toEqual(ENTRIES);
  const messages = slack.messages();
  expect(messages.map(({ text }) => text)).toEqual([expect.stringMatching(/^Resolved: /)]);
  expect(JSON.stringify(messages)).toContain(LOST_COMMIT);
  expect(partsIn(slack, messages[0]?.ts)).toEqual(ENTRIES.map((_, index) => index + 1));
  expect(slack.posted()).toBe(1 + ENTRIES.length);
  expectOneIssue(github);
}

function expectOneIssue(github: Life['github']): void {
  const people = github.repository(REPOSITORY);
  expect(people.issues()).toMatchObject([{ number: 1, state: 'closed' }]);
  expect(people.issues()[0]?.body).toContain(LOST_COMMIT);
  const commented = people.comments(1).map(({ body }) => Number(/ entry (\d+) -->$/.exec(body)?.[1]));
  expect(commented).toEqual(COMMENTED);
  expect(github.violations).toEqual([]);
}

function partsIn(slack: Life['slack'], ts = ''): readonly unknown[] {
  return slack.replies(ts).map(({ metadata }) => metadata?.event_payload['part']);
}

/** Before and after what changes something, once where something only reads, and when a file of the outbox is on the disk. */
function killsAt({ reads, ...step }: Step): readonly Kill[] {
  if (reads) return [{ ...step, when: 'before' }];
  if (step.what.startsWith('outbox ')) return [{ ...step, when: 'after' }];
  return [
    { ...step, when: 'before' },
    { ...step, when: 'after' },
  ];
}

/** In one life once at each look, so that a few lives have all of them. */
function livesOf(steps: readonly Step[]): readonly (readonly Kill[])[] {
  const bySight = LIFE.map(({ number }) => steps.filter(({ sight }) => sight === number).flatMap(killsAt));
  const most = Math.max(...bySight.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => bySight.flatMap((kills) => kills[index] ?? []));
}

describe('kill -9', () => {
  test('at any request to Slack or GitHub, before and after its effect, and after any write of the outbox: everything is told once', async () => {
    await using cache = await temporaryDirectory();
    const compileCache = cache.path;
    let steps: readonly Step[] = [];
    await toldLife({ kills: [], compileCache }, (life) => {
      expectToldOnce(life);
      steps = life.steps;
    });
    for (const place of ['slack', 'github', 'outbox']) {
      expect(steps.filter(({ what }) => what.startsWith(place)).length).toBeGreaterThan(11);
    }
    const few = fewAtOnce(AT_ONCE);
    const failures: unknown[] = [];
    const live = async (kills: readonly Kill[]): Promise<void> => {
      if (failures.length > 0) return;
      try {
        await toldLife({ kills, compileCache }, (life) => {
          expect(life.killed).toEqual(kills);
          expectToldOnce(life);
        });
      } catch (cause) {
        failures.push(new Error(`Killed at ${JSON.stringify(kills)}`, { cause }));
      }
    };
    await Promise.all(sampled(livesOf(steps)).map((kills) => few(() => live(kills))));
    expect(failures).toEqual([]);
  });

  const answerLost: Kill = { sight: 0, what: POST, nth: 1, when: 'after' };

  test('while Slack hides what it took from one look: still one message', async () => {
    await using cache = await temporaryDirectory();
    const hiddenFromLooks = (posted: number): number => (posted === 1 ? 1 : 0);
    // however slow this machine is, the second look comes in time
    const options = { kills: [answerLost], compileCache: cache.path, hiddenFromLooks, settleMs: 3_600_000 };
    await toldLife(options, (life) => {
      expect(life.killed).toEqual([answerLost]);
      expectToldOnce(life);
    });
  });

  test('while Slack never shows what it took and did not say so: one message more, and no second thread', async () => {
    await using cache = await temporaryDirectory();
    const hiddenFromLooks = (posted: number): number => (posted === 1 ? Number.POSITIVE_INFINITY : 0);
    await toldLife({ kills: [answerLost], compileCache: cache.path, hiddenFromLooks }, ({ slack, github, killed }) => {
      expect(killed).toEqual([answerLost]);
      const [hidden, shown, ...others] = slack.messages();
      expect(others).toEqual([]);
      expect(shown?.text).toMatch(/^Resolved: /);
      expect(partsIn(slack, shown?.ts)).toEqual(ENTRIES.map((_, index) => index + 1));
      expect(partsIn(slack, hidden?.ts)).toEqual([]);
      expect(slack.posted()).toBe(2 + ENTRIES.length);
      expectOneIssue(github);
    });
  });
});
