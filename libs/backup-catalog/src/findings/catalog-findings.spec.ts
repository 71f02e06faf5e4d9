import { expect, test } from 'vitest';
import type { DamagedText } from '../archive-ports.ts';
import { BACKUP_SCENARIOS } from '../example/backup-scenarios.ts';
import { put, type ExampleArchive } from '../example/example-archive.ts';
import { DAY_MS, healthy, NOW, remove, wal, withFields } from '../example/finding-scenario.ts';
import { WAL_SCENARIOS } from '../example/wal-scenarios.ts';
import { readCatalog } from '../read-catalog.ts';
import type { CatalogFinding, JudgeOptions } from './catalog-finding.ts';
import { catalogFindings, strayFindings } from './catalog-findings.ts';
import { FINDING_KINDS } from './finding-kinds.ts';

const SCENARIOS = [...BACKUP_SCENARIOS, ...WAL_SCENARIOS];

async function findingsOf(
  archive: ExampleArchive,
  options: Partial<JudgeOptions> & { readonly damaged?: Readonly<Record<string, DamagedText | Error>> } = {},
): Promise<readonly CatalogFinding[]> {
  const { damaged = {}, ...judge } = options;
  const { source } = archive;
  const catalogue = await readCatalog({
    ...source,
    readText: async (object) => {
      const instead = damaged[object.key];
      if (instead instanceof Error) throw instead;
      return instead ?? source.readText(object);
    },
  });
  return [
    ...catalogue.servers.flatMap((server) => catalogFindings(server, { now: NOW, ...judge })),
    ...strayFindings(catalogue),
  ];
}

test('a whole archive over a promotion shows nothing', async () => {
  expect(await findingsOf(healthy())).toEqual([]);
});

test.each(SCENARIOS)('$name: found, weighed and named', async ({ spoil, options, damaged, found }) => {
  const archive = healthy();
  spoil(archive);
  const findings = await findingsOf(archive, { ...options, ...(damaged && { damaged }) });
  expect(findings.map(({ id, weight, object }) => `${id} ${weight} ${object ?? ''}`)).toEqual(found);
  for (const finding of findings) {
    expect(finding).toMatchObject({ level: FINDING_KINDS[finding.id].level, remedy: FINDING_KINDS[finding.id].remedy });
    expect(finding.found).not.toBe('');
    expect(finding.expected).not.toBe('');
  }
});

test('every kind of finding is reached', () => {
  const reached = new Set(SCENARIOS.flatMap(({ found }) => found.map((line) => line.split(' ')[0])));
  // A race: see read-catalog.spec.ts.
  expect(Object.keys(FINDING_KINDS).filter((id) => !reached.has(id))).toEqual(['backup-vanishing']);
});

test('a FAILED backup with an end says that the plugin counts it as good', async () => {
  const archive = healthy();
  withFields({ status: 'FAILED', error: 'failure uploading data (503)' })(archive);
  expect((await findingsOf(archive))[0]?.found).toBe(
    'status FAILED (failure uploading data (503)); the plugin counts it as good all the same, since it has an end_time',
  );
});

test('a copied bucket, where everything has the time of the copy, is not accused', async () => {
  const archive = healthy();
  for (const [key, object] of archive.objects) {
    archive.objects.set(key, { ...object, lastModified: new Date(NOW.getTime() - (key.length % 7) * 1000 - DAY_MS) });
  }
  expect(await findingsOf(archive)).toEqual([]);
});

test('WAL behind a backup that is kept alone is missed by nobody', async () => {
  const archive = healthy();
  put(archive, 'pg/base/20260801T020000/annotations/keep', { text: 'standalone' });
  remove(wal(1, 8), wal(1, 9))(archive);
  expect(await findingsOf(archive)).toEqual([]);
});

test('a hole says how long it is, what comes next, and how far the backup reaches', async () => {
  const archive = healthy();
  remove(wal(2, 18), wal(2, 19))(archive);
  expect(await findingsOf(archive)).toMatchObject([
    {
      place: '000000020000000000000012',
      found:
        '2 segments are not there, 000000020000000000000012 to 000000020000000000000013; the next is 000000020000000000000014; backup 20260801T020000 reaches 000000020000000000000011 only',
    },
  ]);
});
