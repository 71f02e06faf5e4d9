import type { ObjectStore } from '@postgres-ha/object-store';
import { needPart, objectServerPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attempt, type Attempt } from './attempt.ts';
import { accusationsOf, backupOf, doubtsOf, gistOf, keysOf, reportOf } from './expectations.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';

const need = needPart(objectServerPart());

/** When, in the course of reading an object, something happens to it. */
const MOMENTS = ['before the first byte', 'after the first bytes'] as const;

describe.skipIf(need.absent)(`an archive that changes while it is read${need.note}`, () => {
  let archive: GoodArchive;
  let good: Attempt;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    good = await attempt(archive);
    expect(reportOf(good).overall).toBe('proven');
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    await archive[Symbol.asyncDispose]();
  });

  async function contentOf(key: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of archive.store.read(key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Lets something happen, once, in the course of reading an object. */
  function whileReading(key: string, moment: (typeof MOMENTS)[number], happen: () => Promise<void>) {
    let happened = false;
    const once = async (): Promise<void> => {
      if (happened) return;
      happened = true;
      await happen();
    };
    return (store: ObjectStore): ObjectStore => ({
      ...store,
      read: async function* (wanted, options) {
        if (wanted !== key) {
          yield* store.read(wanted, options);
          return;
        }
        if (moment === 'before the first byte') await once();
        for await (const chunk of store.read(wanted, options)) {
          yield chunk;
          await once();
        }
      },
    });
  }

  const readKeys = (): readonly string[] => [...good.delivered].toSorted();
  const belongs = (key: string, id: string): boolean => keysOf(backupOf(good, id), archive).includes(key);

  test.each(MOMENTS)(
    'objects that are replaced %s are not judged by half of each, and the next run is right',
    async (moment) => {
      for (const key of readKeys()) {
        const content = await contentOf(key);
        const other = Buffer.concat([content.subarray(0, content.length >> 1), Buffer.from('of another version')]);
        const found = await attempt(archive, {
          around: whileReading(key, moment, async () => {
            await archive.store.put(key, other);
          }),
          // what has come before the change was good; the rest is of the other version
          faultOf: ({ key: asked, headers }) =>
            moment === 'after the first bytes' && asked === key && headers['range'] === undefined
              ? { kind: 'short', afterBytes: content.length >> 2 }
              : undefined,
        });
        // backup.info and histories are read anew where they have changed, and this is how they are now
        const isText = key.endsWith('backup.info') || key.includes('.history');
        if (!isText) {
          expect([key, accusationsOf(found)]).toEqual([key, []]);
          expect([key, reportOf(found).overall]).toEqual([key, 'unknown']);
          expect(doubtsOf(found)).toContainEqual(expect.objectContaining({ object: key, id: 'object-unreadable' }));
          expect(doubtsOf(found).find(({ object }) => object === key)?.found).toMatch(/another version/);
        }
        for (const { id } of reportOf(good).backups) {
          if (belongs(key, id)) expect([key, id, backupOf(found, id).verdict.kind]).not.toEqual([key, id, 'proven']);
        }
        await archive.store.put(key, content);
      }
      expect(gistOf(await attempt(archive))).toEqual(gistOf(good));
    },
  );

  test('objects that retention removes in the meantime are gone, not damaged, and the next run is right', async () => {
    for (const key of readKeys().filter((each) => /\.tar\.gz$|\/[0-9A-F]{24}\.gz$/.test(each))) {
      const content = await contentOf(key);
      const found = await attempt(archive, {
        around: whileReading(key, 'before the first byte', () => archive.store.remove(key)),
      });
      expect([key, accusationsOf(found)]).toEqual([key, []]);
      expect(doubtsOf(found)).toContainEqual(expect.objectContaining({ object: key, id: 'object-gone' }));
      for (const { id } of reportOf(good).backups) {
        expect([key, id, backupOf(found, id).verdict.kind]).toEqual([key, id, belongs(key, id) ? 'unknown' : 'proven']);
      }
      // an archive without its last segment is one that ends before it
      const after = await attempt(archive);
      expect([key, reportOf(after).overall]).toEqual([key, key === archive.keys.at(-1) ? 'proven' : 'damaged']);
      await archive.store.put(key, content);
    }
    expect(gistOf(await attempt(archive))).toEqual(gistOf(good));
  });

  test('a backup that retention removes as a whole is not missed', async () => {
    const prefix = `${archive.serverName}/base/${archive.first}/`;
    const keys = archive.keys.filter((key) => key.startsWith(prefix));
    const contents = await Promise.all(keys.map(contentOf));
    const info = `${prefix}backup.info`;
    const found = await attempt(archive, {
      around: whileReading(info, 'before the first byte', async () => {
        for (const key of keys) await archive.store.remove(key);
      }),
    });
    expect(accusationsOf(found)).toEqual([]);
    expect(reportOf(found).backups.map(({ id }) => id)).toEqual([archive.last]);
    expect(backupOf(found, archive.last).verdict.kind).toBe('proven');
    for (const [n, key] of keys.entries()) await archive.store.put(key, contents[n] ?? new Uint8Array());
    expect(gistOf(await attempt(archive))).toEqual(gistOf(good));
  });
});
