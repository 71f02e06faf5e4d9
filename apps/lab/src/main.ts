#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

/** Node would end with 1, which says that the story failed. What runs is ended by its guards. */
process.on('uncaughtException', (error: unknown) => {
  process.stderr.write(`postgres-ha-lab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(3);
});
// Node keeps what it compiled in the system's directory for temporary files; what is loaded after this starts in half the time.
enableCompileCache();
const { commandLine } = await import('./command-line.ts');

await commandLine(process, async () => {
  const [{ servePage }, { RESTORABLE_PICTURE: picture }] = await Promise.all([
    import('./page/serve-page.ts'),
    import('./page/picture/restorable-picture.ts'),
  ]);
  return { servePage: (lab, options) => servePage(lab, { ...options, picture }) };
});
