import { randomBytes } from 'node:crypto';
import { StoreError } from '@postgres-ha/object-store';
import { readSealed, whereAvailable, type LedgerObjects, type Waiting } from './ledger-objects.ts';
import { sealed, type Seal } from './sealed-text.ts';

const SEAL: Seal = { kind: 'key', format: 1 };
const NAME = 'key.json';
const KEY = /^[0-9a-f]{64}$/;

/**
 * The key for hashes of what was read from databases: made once for a ledger, so that hashes of two runs can be compared, and of two ledgers cannot.
 * @returns undefined where it cannot be had: a key of this run alone would say of every answer that it has changed
 */
export function digestKey(objects: LedgerObjects, waiting: Waiting): Promise<Uint8Array | undefined> {
  return whereAvailable(
    async () => (await readKey(objects, waiting)) ?? (await makeKey(objects, waiting)),
    () => undefined,
  );
}

async function readKey(objects: LedgerObjects, waiting: Waiting): Promise<Uint8Array | undefined> {
  const opened = await readSealed(objects, NAME, { seal: SEAL, ...waiting });
  if (opened === undefined || opened.kind === 'broken') return undefined;
  if (opened.kind === 'foreign' || !KEY.test(opened.content)) {
    throw new StoreError('unavailable', { message: 'the key of the ledger is of another version', key: NAME });
  }
  return new Uint8Array(Buffer.from(opened.content, 'hex'));
}

/** Whoever comes second takes the key of the first. One that is torn is replaced. */
async function makeKey(objects: LedgerObjects, waiting: Waiting): Promise<Uint8Array | undefined> {
  const { store, prefix } = objects;
  const key = `${prefix}${NAME}`;
  const body = Buffer.from(sealed(randomBytes(32).toString('hex'), SEAL).text);
  const etag = await whereAvailable(
    async () => (await store.stat(key, waiting)).etag,
    (error) => {
      if (error.problem === 'object-missing') return undefined;
      throw error;
    },
  );
  await whereAvailable(
    () => store.put(key, body, { ...waiting, ...(etag === undefined ? { ifAbsent: true } : { etag }) }),
    (error) => {
      if (error.problem !== 'object-exists' && error.problem !== 'object-changed') throw error;
    },
  );
  return readKey(objects, waiting);
}
