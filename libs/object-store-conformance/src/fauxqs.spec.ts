import { describe } from 'vitest';
import { startFauxqsServer } from './servers/fauxqs.ts';
import { asStoreUnderTest } from './servers/s3-server.ts';
import { storeContract } from './store-contract.ts';

describe('a bucket of fauxqs', () => {
  storeContract(async () => asStoreUnderTest(await startFauxqsServer()), {
    conditionalPut: false,
    order: 'of a language',
    objectAndFolder: 'both',
  });
});
