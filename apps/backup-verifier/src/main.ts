#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { lastResort } from './last-resort.ts';

lastResort(process);
// Node keeps what it compiled in the system's directory for temporary files; what is loaded after this starts in half the time.
enableCompileCache();
const { commandLine } = await import('./command-line.ts');

// What speaks to stores and starts servers is loaded when it is needed: `explain` and `--help` need none of it.
await commandLine(process, {
  openStore: async (place) => (await import('./open-store.ts')).openStore(place),
  proveArchive: async (options) => (await import('@postgres-ha/backup-prover')).proveArchive(options),
});
