import { commandLine } from './command-line.ts';
import { openStore } from './open-store.ts';
import { primaryOf } from './primary.ts';

/** A worker whose run does not end when it is told to. For tests, which start it as a process of its own; it says on standard error when the run has begun. */
await commandLine(process, {
  openStore,
  primary: primaryOf({}),
  proveArchive: () => {
    process.stderr.write('proving\n');
    const busy = setInterval(() => undefined, 60_000);
    return new Promise(() => busy);
  },
});
