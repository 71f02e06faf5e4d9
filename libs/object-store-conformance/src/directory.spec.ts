import { describe } from 'vitest';
import { makeDirectories } from './servers/directory.ts';
import { storeContract } from './store-contract.ts';

describe('a directory', () => {
  storeContract(makeDirectories, { conditionalPut: true, order: 'of bytes', objectAndFolder: 'refused' });
});
