import { lastResort } from '@postgres-ha/command-line/last-resort';
import { commandLine } from './command-line.ts';

import { openStore } from './open-store.ts';
import { primaryOf } from './primary.ts';

/** A run in which something fails that nobody waits for, as a stream or a child process can. For tests, which start it as a process of its own. */
lastResort(process, 'backup-verifier');
await commandLine(process, {
  openStore,
  primary: primaryOf({}),
  proveArchive: () => {
    setImmediate(() => {
      throw new Error(`nobody waited for this, ${process.env['AWS_SECRET_ACCESS_KEY'] ?? ''}`);
    });
    const busy = setInterval(() => undefined, 60_000);
    return new Promise(() => busy);
  },
});
