import { proveArchive } from '@postgres-ha/backup-prover';
import { openDirectoryStore, openS3Store, secret, type WritableObjectStore } from '@postgres-ha/object-store';
import { formatLsn } from '@postgres-ha/postgres-storage';
import type { Proof, ProofRequest, StorePlace } from '../prove.ts';
import { cpuSeconds, peakBytes } from './peak-memory.ts';

/** Proves an archive as `backup-verifier run` does, and prints what it saw and how much memory it took. */
const { store: where, server, level, scratch } = JSON.parse(process.argv[2] ?? '') as ProofRequest;
const begun = performance.now();
await using store = open(where);
const [report] = await proveArchive({
  store,
  prefix: '',
  serverName: server,
  level,
  backups: 'all',
  ...(scratch !== undefined && { scratch }),
  now: new Date(),
  random: () => 0.5,
  signal: new AbortController().signal,
});
const [backup] = report?.backups ?? [];
if (report === undefined || backup === undefined) throw new Error(`${store.name}: found no backup of ${server}`);
const { verdict, phases } = backup;
if (verdict.kind !== 'proven' || report.overall !== 'proven') throw new Error(JSON.stringify(report, jsonOf));
const proof: Proof = {
  bytes: report.read.bytes,
  reached: formatLsn(verdict.upTo.lsn),
  phases,
  workMs: performance.now() - begun,
  peakBytes: peakBytes(),
  cpuSeconds: cpuSeconds(),
};
process.stdout.write(JSON.stringify(proof));

function open(place: StorePlace): WritableObjectStore {
  if (place.kind === 'directory') return openDirectoryStore(place);
  const { accessKeyId, secretAccessKey } = place.keys;
  return openS3Store({
    ...place,
    credentials: { kind: 'explicit', accessKeyId, secretAccessKey: secret(secretAccessKey) },
  });
}

function jsonOf(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
