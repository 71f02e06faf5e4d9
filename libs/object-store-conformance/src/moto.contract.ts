import { describe } from 'vitest';
import { motoPart, needPart } from '@postgres-ha/testkit';
import { startMotoServer } from './servers/moto.ts';
import { asStoreUnderTest } from './servers/s3-server.ts';
import { storeContract } from './store-contract.ts';

const need = needPart(motoPart());

describe.skipIf(need.absent)(`a bucket of moto${need.note}`, () => {
  storeContract(async () => asStoreUnderTest(await startMotoServer()), {
    conditionalPut: true,
    order: 'of bytes',
    // %0A in a path ends it
    withoutKeys: ['new\nline'],
    objectAndFolder: 'both',
  });
});
