import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProofEvidence } from '@postgres-ha/backup-proof';
import { openDirectoryStore, type WritableObjectStore } from '@postgres-ha/object-store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAMAGE, exampleEvidence, PLACE } from './example-evidence.ts';
import { faultyStore, unavailable, WorkerEnds, type Fault } from './faulty-store.ts';
import { openLedger, type Ledger } from './ledger.ts';

const { signal } = new AbortController();
let directory: string;
let store: WritableObjectStore;
let ledger: Ledger;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pgha-ledger-'));
  store = openDirectoryStore({ directory });
  ledger = openLedger({ store, prefix: 'ledger' });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const recall = async (from: Ledger = ledger, place = PLACE): Promise<readonly ProofEvidence[]> =>
  (await from.recall(place, { signal })).evidence;
const remember = (evidence: ProofEvidence, to: Ledger = ledger) => to.remember(evidence, { signal });
const files = async (): Promise<readonly string[]> =>
  (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
const later = (minutes: number): Date => new Date(exampleEvidence().at.getTime() + minutes * 60_000);

describe('proofs', () => {
  test('are recalled as they were kept, by another process too', async () => {
    const evidence = exampleEvidence();
    expect(await remember(evidence)).toEqual([]);
    expect(await recall(openLedger({ store: openDirectoryStore({ directory }), prefix: 'ledger' }))).toEqual([
      evidence,
    ]);
  });

  test('of other backups, servers and archives are not', async () => {
    await remember(exampleEvidence());
    for (const other of [{ backupId: '20261126T020000' }, { serverName: 'orders' }, { archive: 's3://copy of it/' }]) {
      const place = { ...PLACE, ...other };
      expect(await recall(ledger, place)).toEqual([]);
      await remember(exampleEvidence({ place }));
    }
    expect(await recall()).toEqual([exampleEvidence()]);
  });

  test('of backups with any name are kept', async () => {
    for (const name of ['..', '.', 'a/b', 'é?*', '%2E', ' ']) {
      const place = { ...PLACE, backupId: name, serverName: name };
      expect(await remember(exampleEvidence({ place }))).toEqual([]);
      expect(await recall(ledger, place)).toHaveLength(1);
    }
  });

  test('that say less than a newer one go', async () => {
    await remember(exampleEvidence());
    await remember(exampleEvidence({ at: later(1) }));
    expect((await recall()).map(({ at }) => at)).toEqual([later(1)]);
    expect(await files()).toHaveLength(1);
  });

  test.each([
    { name: 'went up to a higher level', older: {}, newer: { looked: new Set(['L0', 'L1', 'L2'] as const) } },
    {
      name: 'found damage that a look at less has not',
      older: { findings: [DAMAGE], looked: new Set(['L0', 'L1', 'L2'] as const) },
      newer: { looked: new Set(['L0', 'L1', 'L2'] as const) },
    },
  ])('that $name stay beside a newer one', async ({ older, newer }) => {
    await remember(exampleEvidence(older));
    await remember(exampleEvidence({ ...newer, at: later(1) }));
    expect(await recall()).toHaveLength(2);
  });

  test('give way to damage that was found later, at whatever level', async () => {
    await remember(exampleEvidence());
    await remember(exampleEvidence({ findings: [DAMAGE], looked: new Set(['L0', 'L1', 'L2']), at: later(1) }));
    expect((await recall()).map(({ findings }) => findings)).toEqual([[DAMAGE]]);
  });

  test('of two workers are both kept, or the newer one, in whichever order they come', async () => {
    const other = openLedger({ store: openDirectoryStore({ directory }), prefix: 'ledger' });
    await Promise.all([remember(exampleEvidence()), remember(exampleEvidence({ at: later(1) }), other)]);
    await remember(exampleEvidence());
    const newest = (await recall()).toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    expect(newest?.at).toEqual(later(1));
  });

  test('survive thirty workers at once, the newest of each level', async () => {
    const looks = Array.from({ length: 30 }, (_, n) =>
      exampleEvidence({ at: later(n), ...(n % 2 === 0 && { looked: new Set(['L0', 'L1', 'L2'] as const) }) }),
    );
    await Promise.all(looks.map((evidence) => remember(evidence, openLedger({ store, prefix: 'ledger' }))));
    const kept = await recall();
    expect(kept.some(({ at, looked }) => at.getTime() === later(29).getTime() && looked.has('L4'))).toBe(true);
  });
});

describe('what counts for nothing, and is told', () => {
  const spoil = async (change: (text: string) => string): Promise<readonly string[]> => {
    await remember(exampleEvidence());
    for (const file of await files()) await writeFile(file, change(await readFile(file, 'utf8')));
    const { evidence, notices } = await ledger.recall(PLACE, { signal });
    expect(evidence).toEqual([]);
    return notices.map(({ id, weight, found }) => `${id} ${weight}: ${found}`);
  };

  test.each([
    { name: 'an empty entry', change: () => '', found: /only a part/ },
    { name: 'half an entry', change: (text: string) => text.slice(0, text.length / 2), found: /only a part/ },
    { name: 'an edited entry', change: (text: string) => text.replace('L4', 'L5'), found: /checksum/ },
    { name: 'something else', change: () => '{"verdict":"proven"}', found: /no object of a ledger/ },
  ])('$name', async ({ change, found }) => {
    const [notice, ...more] = await spoil(change);
    expect(notice).toMatch(/^ledger-entry-unreadable notice/);
    expect(notice).toMatch(found);
    expect(more).toEqual([]);
  });

  test('an entry under the name of another backup', async () => {
    await remember(exampleEvidence());
    const other = { ...PLACE, backupId: '20261126T020000' };
    const [file = ''] = await files();
    const moved = file.replace(PLACE.backupId, other.backupId);
    await mkdir(dirname(moved), { recursive: true });
    await writeFile(moved, await readFile(file));
    const { evidence, notices } = await ledger.recall(other, { signal });
    expect(evidence).toEqual([]);
    expect(notices.map(({ id }) => id)).toEqual(['ledger-entry-unreadable']);
  });

  test('goes with the next proof, unless it is of another version', async () => {
    await remember(exampleEvidence());
    const [file = ''] = await files();
    await writeFile(file, 'half');
    await remember(exampleEvidence({ at: later(1) }));
    expect((await ledger.recall(PLACE, { signal })).notices).toEqual([]);
  });
});

describe('a store with a fault at any call', () => {
  const kinds = ['error before', 'error after', 'torn'] as const;

  /** What was kept before, and a run that keeps something newer and recalls; a fault at each of its calls, one after the other. */
  async function eachFault(
    error: () => Error,
    check: (work: { readonly ended: boolean; readonly notices: readonly string[] }, fault: Fault) => Promise<void>,
  ): Promise<number> {
    let planted = 0;
    for (const kind of kinds) {
      for (let at = 0; ; at += 1) {
        await rm(directory, { recursive: true });
        await mkdir(directory);
        await remember(exampleEvidence());
        await ledger.addRun(later(0), 'old run');
        const faulty = faultyStore(store, { at, kind }, error);
        const worker = openLedger({ store: faulty.store, prefix: 'ledger' });
        const notices: string[] = [];
        let ended = false;
        try {
          const recalled = await worker.recall(PLACE, { signal });
          for (const evidence of recalled.evidence) expect(evidence).toEqual(exampleEvidence());
          notices.push(...recalled.notices.map(({ id }) => id));
          notices.push(...(await remember(exampleEvidence({ at: later(1) }), worker)).map(({ id }) => id));
          notices.push(...(await worker.addRun(later(1), 'new run')).map(({ id }) => id));
          await worker.digestKey();
        } catch (thrown) {
          if (!(thrown instanceof WorkerEnds)) throw thrown;
          ended = true;
        }
        if (faulty.calls() <= at) break;
        planted += 1;
        await check({ ended, notices }, { at, kind });
      }
    }
    return planted;
  }

  async function expectOldOrNew(): Promise<void> {
    const { evidence, notices } = await ledger.recall(PLACE, { signal });
    expect(notices).toEqual([]);
    const times = evidence.map(({ at }) => at.getTime());
    expect(times.length).toBeGreaterThan(0);
    for (const each of evidence) expect(each).toEqual(exampleEvidence({ at: each.at }));
    for (const time of times) expect([later(0).getTime(), later(1).getTime()]).toContain(time);
    const { texts } = await ledger.runs({ limit: 9 });
    expect([['old run'], ['new run', 'old run']]).toContainEqual(texts);
  }

  test('that is an error never throws, invents nothing and loses nothing', async () => {
    const planted = await eachFault(unavailable, async ({ ended }) => {
      expect(ended).toBe(false);
      await expectOldOrNew();
    });
    expect(planted).toBeGreaterThan(25);
  });

  test('that ends the worker leaves what was there, or what came', async () => {
    const planted = await eachFault(
      () => new WorkerEnds(),
      async () => {
        await expectOldOrNew();
        const key = await ledger.digestKey();
        expect(key).toHaveLength(32);
      },
    );
    expect(planted).toBeGreaterThan(25);
  });

  test('is told, where something is not kept or not recalled', async () => {
    await eachFault(unavailable, async ({ notices }, { at, kind }) => {
      const isKept = (await recall()).some((each) => each.at.getTime() === later(1).getTime());
      const runs = (await ledger.runs({ limit: 9 })).texts;
      if (!isKept || !runs.includes('new run')) expect(notices, `${kind} ${at}`).toContain('ledger-unavailable');
    });
  });
});

describe('runs', () => {
  test('come back as they were, the newest first, so many as are asked for', async () => {
    for (const n of [2, 0, 1]) await ledger.addRun(later(n), `{"run": ${n}}`);
    expect(await ledger.runs({ limit: 2 })).toEqual({ texts: ['{"run": 2}', '{"run": 1}'], notices: [] });
  });

  test('of one moment are all kept', async () => {
    await Promise.all(['a', 'b', 'c'].map((text) => ledger.addRun(later(0), text)));
    expect((await ledger.runs({ limit: 9 })).texts.toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('that are torn are passed over and told', async () => {
    await ledger.addRun(later(0), 'old');
    await ledger.addRun(later(1), 'new');
    const newest = (await files()).toSorted().at(-1) ?? '';
    await writeFile(newest, 'half');
    const { texts, notices } = await ledger.runs({ limit: 1 });
    expect(texts).toEqual(['old']);
    expect(notices.map(({ id }) => id)).toEqual(['ledger-entry-unreadable']);
  });

  test('that are old are forgotten; proofs are not', async () => {
    await remember(exampleEvidence());
    await ledger.addRun(later(0), 'old');
    await ledger.addRun(later(10), 'new');
    expect(await ledger.forgetRuns({ before: later(5) })).toEqual([]);
    expect((await ledger.runs({ limit: 9 })).texts).toEqual(['new']);
    expect(await recall()).toHaveLength(1);
  });
});

describe('the key for hashes', () => {
  test('is the same in every run, and of 32 bytes', async () => {
    const key = await ledger.digestKey();
    expect(key).toHaveLength(32);
    expect(await openLedger({ store, prefix: 'ledger' }).digestKey()).toEqual(key);
  });

  test('of a ledger is not that of another', async () => {
    expect(await openLedger({ store, prefix: 'other' }).digestKey()).not.toEqual(await ledger.digestKey());
  });

  test('is one for ten workers at once', async () => {
    const keys = await Promise.all(Array.from({ length: 10 }, () => ledger.digestKey()));
    expect(new Set(keys.map((key) => key?.join()))).toHaveProperty('size', 1);
  });

  test('is made anew where it is torn, and given up where it cannot be kept', async () => {
    await ledger.digestKey();
    for (const file of await files()) await writeFile(file, 'half');
    expect(await ledger.digestKey()).toHaveLength(32);
    await rm(directory, { recursive: true });
    expect(await ledger.digestKey()).toBe(undefined);
  });
});

test('a ledger that is not there takes nothing away but memory', async () => {
  await rm(directory, { recursive: true });
  const recalled = await ledger.recall(PLACE, { signal });
  expect(recalled.evidence).toEqual([]);
  expect(recalled.notices.map(({ id, weight }) => [id, weight])).toEqual([['ledger-unavailable', 'notice']]);
  expect((await remember(exampleEvidence())).map(({ id }) => id)).toEqual(['ledger-unavailable']);
  expect((await ledger.addRun(later(0), 'x')).map(({ id }) => id)).toEqual(['ledger-unavailable']);
  expect((await ledger.runs({ limit: 1 })).notices.map(({ id }) => id)).toEqual(['ledger-unavailable']);
});
