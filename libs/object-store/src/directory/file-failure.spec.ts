import { expect, test } from 'vitest';
import { StoreError } from '../object-store.ts';
import { fileError } from './file-failure.ts';

test.each([
  ['ENOENT', 'object-missing'],
  ['ENOTDIR', 'object-missing'],
  ['EACCES', 'access-denied'],
  ['EPERM', 'access-denied'],
  ['EIO', 'unavailable'],
  ['ENOSPC', 'unavailable'],
  ['EDQUOT', 'unavailable'],
  ['EROFS', 'unavailable'],
  ['ESTALE', 'unavailable'],
  ['EMFILE', 'unavailable'],
  ['ESOMETHING', 'unavailable'],
])('%s of the system is %s', (code, problem) => {
  const error = fileError(Object.assign(new Error('of the system'), { code }), {
    what: 'reading a',
    key: 'a',
    directory: '/srv',
  });
  expect(error).toMatchObject({ problem, key: 'a' });
  expect(error.message).toContain(code);
});

test('what was read already stays as it is', () => {
  const error = new StoreError('object-changed', { message: 'it changed' });
  expect(fileError(error, { what: 'reading a', directory: '/srv' })).toBe(error);
});
