import { readCatalog } from '@postgres-ha/backup-catalog';
import { describe, expect, test } from 'vitest';
import { exampleStore } from './planted/example-store.ts';
import { proveServer } from './prove-server.ts';
import { keepingTexts } from './keeping-texts.ts';
import { readText } from './read-text.ts';
import type { Checkers } from './self-test.ts';

const { signal } = new AbortController();

async function reportOf(checkers: Checkers) {
  const store = exampleStore('.gz');
  const source = keepingTexts({
    list: (prefix) => store.list(prefix),
    readText: (object) => readText(object, { store, signal }),
  });
  const catalogue = await readCatalog(source);
  const [server] = catalogue.servers;
  if (server === undefined) throw new Error('the example has a server');
  return proveServer(
    { server, catalogue, source, checkers, room: undefined, data: undefined },
    {
      store,
      prefix: '',
      level: 'L1',
      backups: 'all',
      now: new Date('2026-11-24T14:10:00Z'),
      random: () => 0.5,
      signal,
    },
  );
}

describe('a run over one archive', () => {
  test('finds what it planted before it calls anything proven', async () => {
    expect(await reportOf({})).toMatchObject({
      overall: 'proven',
      selfTest: { plants: [{ kind: 'hidden-segment', found: true }] },
    });
  });

  test('by a verifier that finds nothing has proven nothing', async () => {
    expect(await reportOf({ judgeNames: () => [] })).toMatchObject({
      overall: 'unknown',
      backups: [{ verdict: { kind: 'unknown', because: [{ id: 'self-test-failed' }] } }],
      selfTest: { plants: [{ found: false }] },
    });
  });
});
