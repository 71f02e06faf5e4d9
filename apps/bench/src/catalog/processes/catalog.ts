import { catalogFindings, readCatalog, recoverableIntervals } from '@postgres-ha/backup-catalog';
import { largeArchive, textOf, type LargeArchive } from '../large-archive.ts';

/** Reads one large archive, from the first object of the LIST to the last finding, and prints how long and how much memory. */
const archive = JSON.parse(process.argv[2] ?? '') as LargeArchive;
const start = performance.now();
const catalogue = await readCatalog({
  list: async function* (prefix) {
    await Promise.resolve();
    for (const object of largeArchive(archive)) if (object.key.startsWith(prefix)) yield object;
  },
  readText: async ({ key }) => Promise.resolve(textOf(archive, key)),
});
const listedMs = performance.now() - start;
const servers = catalogue.servers.map((server) => {
  const recovery = recoverableIntervals(server);
  const findings = catalogFindings(server, { now: server.wal.newestAt ?? new Date(0) }, recovery);
  return { recovery, findings };
});
process.stdout.write(
  JSON.stringify({
    ms: performance.now() - start,
    listedMs,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    objects: catalogue.objectCount,
    intervals: servers.flatMap(({ recovery }) => recovery.backups.filter(({ kind }) => kind === 'recoverable')).length,
    findings: servers.flatMap(({ findings }) => findings).length,
  }),
);
