#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import type { SchemaSource } from '@postgres-ha/backup-proof';
import { lastResort } from '@postgres-ha/command-line/last-resort';

lastResort(process, 'backup-verifier');
// Node keeps what it compiled in the system's directory for temporary files; what is loaded after this starts in half the time.
enableCompileCache();
const { commandLine } = await import('./command-line.ts');

let source: SchemaSource | undefined;
async function primary(): Promise<SchemaSource> {
  return (source ??= (await import('./primary.ts')).primaryOf(process.env));
}

// What speaks to stores and starts servers is loaded when it is needed: `explain` and `--help` need none of it.
await commandLine(process, {
  openStore: async (place) => (await import('./open-store.ts')).openStore(place),
  proveArchive: async (options) => (await import('@postgres-ha/backup-prover')).proveArchive(options),
  primary: async (database, signal) => (await primary())(database, signal),
});
