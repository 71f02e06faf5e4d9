import { expect, test } from 'vitest';
import { primaryOf } from './primary.ts';

const { signal } = new AbortController();
const because = async (env: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await primaryOf(env)('shop', signal);
  return answer.kind === 'unreachable' ? answer.because : answer.kind;
};

test('a primary that nothing names cannot be reached, and it is said what would name it', async () => {
  expect(await because({})).toBe('neither BACKUP_VERIFIER_PRIMARY nor PGHOST says where it is');
});

test('a connection string that leads nowhere is no schema, and nothing of it is repeated', async () => {
  const reason = await because({ BACKUP_VERIFIER_PRIMARY: 'postgresql://reader:s3cret@127.0.0.1:1/' });
  expect(reason).not.toMatch(/s3cret|reader|127\.0\.0\.1/);
  expect(reason).not.toBe('schema');
});
