import { parseLsn } from '@postgres-ha/postgres-storage';
import { needPart } from '@postgres-ha/testkit';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveParts } from './make-archives.ts';
import { makeHazardousArchive, type HazardousArchive } from './make-hazardous-archive.ts';
import { filesBelow } from './open-archive.ts';
import { startVerifier } from '../verify.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');

describe.skipIf(absent)(`the archive of a source that does things${note}`, () => {
  const resources = new AsyncDisposableStack();
  let publisher: Server;
  let connections = 0;
  let archive: HazardousArchive;
  beforeAll(async () => {
    publisher = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(publisher, 'listening');
    resources.defer(async () => {
      publisher.close();
      await once(publisher, 'close');
    });
    const address = publisher.address();
    if (address === null || typeof address === 'string') throw new Error('the publisher has no port');
    archive = resources.use(await makeHazardousArchive({ publisherPort: address.port }));
  });
  afterAll(() => resources.disposeAsync());

  test('its subscription had called the publisher while the source ran', () => {
    expect(connections).toBeGreaterThan(0);
  });

  test('nothing of what the source left outside is there any more', async () => {
    expect(await readdir(archive.outside)).toEqual([]);
  });

  test('it has a backup, and WAL from there to behind the new tablespace', async () => {
    const files = await filesBelow(archive.directory);
    expect(files).toContain(`${archive.server}/base/${archive.backup.id}/backup.info`);
    expect(files.filter((file) => /wals\/.*\/[0-9A-F]{24}\.gz$/.test(file)).length).toBeGreaterThan(1);
    expect(archive.rows).toBeGreaterThan(100);
  });

  test('it is proven to its last record, and meanwhile nobody connects to the publisher and nothing appears outside', async () => {
    await using verifier = await startVerifier();
    const before = connections;
    const report = await verifier.verify(archive);
    expect(report.overall).toBe('proven');
    for (const { verdict } of report.backups) expect(verdict).toMatchObject({ kind: 'proven', level: 'L4' });
    const reached = report.backups.at(-1)?.verdict;
    const last = parseLsn(archive.lastLsn) ?? 0n;
    // the end of the last record that was replayed, which may end its segment
    expect(reached?.kind === 'proven' && reached.upTo.lsn).toBeGreaterThanOrEqual(last);
    expect(connections).toBe(before);
    expect(await readdir(archive.outside)).toEqual([]);
    expect(await readdir(verifier.scratch)).toEqual([]);
  });
});
