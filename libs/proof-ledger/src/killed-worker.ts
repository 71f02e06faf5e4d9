import { openDirectoryStore } from '@postgres-ha/object-store';
import { exampleEvidence } from './example-evidence.ts';
import { openLedger } from './ledger.ts';

/** Keeps a proof, a run and a key, and ends itself by SIGKILL before, in or after its n-th write. Started by killed-worker.contract.ts. */
const [directory = '', at = '', moment = ''] = process.argv.slice(2);

const store = openDirectoryStore({ directory });
let writes = 0;
const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};
const isHere = (now: string): boolean => Number(at) === writes && moment === now;

async function* halved(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body.slice(0, body.length / 2);
  if (isHere('in')) end();
  yield body.slice(body.length / 2);
  await Promise.resolve();
}

const ledger = openLedger({
  prefix: 'ledger',
  store: {
    ...store,
    put: async (key, body, options) => {
      if (isHere('before')) end();
      const done = await store.put(key, body instanceof Uint8Array ? halved(body) : body, options);
      if (isHere('after')) end();
      writes += 1;
      return done;
    },
    remove: async (key, options) => {
      if (isHere('before')) end();
      await store.remove(key, options);
      if (isHere('after')) end();
      writes += 1;
    },
  },
});
const { signal } = new AbortController();
await ledger.remember(exampleEvidence({ at: new Date('2026-11-25T04:00:00Z') }), { signal });
await ledger.addRun(new Date('2026-11-25T04:00:00Z'), 'new run');
await ledger.digestKey();
