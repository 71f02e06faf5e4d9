#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { lastResort } from '@postgres-ha/command-line/last-resort';

lastResort(process, 'doctor');
// Node keeps what it compiled in the system's directory for temporary files; what is loaded after this starts in half the time.
enableCompileCache();
const { commandLine } = await import('./command-line.ts');

await commandLine(process);
