import { needPart } from '@postgres-ha/testkit';
import { describe } from 'vitest';
import { asStoreUnderTest } from './servers/s3-server.ts';
import { startVersityServer, versityPart } from './servers/versitygw.ts';
import { storeContract } from './store-contract.ts';

const need = needPart(versityPart());

describe.skipIf(need.absent)(`a bucket of versitygw${need.note}`, () => {
  storeContract(async () => asStoreUnderTest(await startVersityServer()), {
    conditionalPut: true,
    order: 'of bytes',
    objectAndFolder: 'refused',
  });
});
