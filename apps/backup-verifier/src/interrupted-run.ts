import { commandLine } from './command-line.ts';
import { openStore } from './open-store.ts';
import { primaryOf } from './primary.ts';
import { UNKNOWN } from '@postgres-ha/proof-report/examples';

/**
 * A run that is in the middle of proving when it is told to stop. For tests, which start it as a process of its own: it says on standard error when
 * it may be interrupted, and `disposed` once what it holds is given back.
 */
await commandLine(process, {
  openStore,
  primary: primaryOf({}),
  proveArchive: async ({ signal }) => {
    const busy = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
      process.stderr.write('proving\n');
    });
    clearInterval(busy);
    process.stderr.write('disposed\n');
    return [UNKNOWN];
  },
});
