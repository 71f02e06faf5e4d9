import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConnection } from './read-connection.ts';

function settings(text: string, environment: Record<string, string> = {}) {
  const read = readConnection(text, environment);
  if (read.kind === 'problems')
    throw new Error(read.problems.map(({ option, problem }) => `${option}: ${problem}`).join('\n'));
  return read.settings;
}

function optionsAtFault(text: string): readonly string[] {
  const read = readConnection(text);
  return read.kind === 'problems' ? read.problems.map(({ option }) => option) : [];
}

describe('a connection string', () => {
  test.each([
    { text: 'postgresql://u@h', host: 'h', port: 5432, database: 'u', user: 'u' },
    { text: 'postgres://u:p@h:5433/d', host: 'h', port: 5433, database: 'd', user: 'u' },
    { text: 'postgresql://u@[2001:db8::1]:6000/d', host: '2001:db8::1', port: 6000, database: 'd', user: 'u' },
    { text: 'postgresql://%2Fvar%2Frun/d?user=u', host: '/var/run', port: 5432, database: 'd', user: 'u' },
    { text: 'postgresql:///d?host=h&user=u%40x&port=7', host: 'h', port: 7, database: 'd', user: 'u@x' },
    { text: 'host=h user=u', host: 'h', port: 5432, database: 'u', user: 'u' },
    { text: `host = h port=1 user='a b' dbname='it\\'s'`, host: 'h', port: 1, database: `it's`, user: 'a b' },
  ])('$text is read as libpq reads it', ({ text, ...expected }) => {
    expect(settings(text)).toMatchObject(expected);
  });

  test('a plus is a plus, not a space', async () => {
    expect(await settings('postgresql://u:a+b@h').password()).toBe('a+b');
  });

  test('any user, password and database come through both forms, and print nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 8 }),
        fc.string({ minLength: 1 }),
        async (user, password, database) => {
          fc.pre(![user, password, database].some((text) => text.includes('\0')));
          const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
          const encoded = encodeURIComponent;
          const texts = [
            `host=h user=${quoted(user)} password=${quoted(password)} dbname=${quoted(database)}`,
            `postgresql://${encoded(user)}:${encoded(password)}@h/${encoded(database)}`,
          ];
          for (const text of texts) {
            const read = settings(text);
            expect([read.user, await read.password(), read.database]).toEqual([user, password, database]);
            if (!user.includes(password) && !database.includes(password))
              expect(JSON.stringify(read)).not.toContain(password);
          }
        },
      ),
    );
  });

  test.each([
    { text: '', at: ['connection string'] },
    { text: 'nonsense', at: ['connection string'] },
    { text: 'postgresql://u@a,b/d', at: ['connection string'] },
    { text: 'host=a,b user=u', at: ['host'] },
    { text: 'user=u', at: ['host'] },
    { text: 'host=h', at: ['user'] },
    { text: 'host=h user=u port=0', at: ['port'] },
    { text: 'host=h user=u sslmode=verify-full', at: ['sslrootcert'] },
    { text: 'host=h user=u sslmode=maybe', at: ['sslmode'] },
    { text: 'host=h user=u sslcert=c', at: ['sslkey'] },
    { text: 'host=h user=u sslmode=require sslrootcert=system', at: ['sslmode'] },
    { text: 'host=h user=u hostaddr=name', at: ['hostaddr'] },
    { text: 'host=h user=u sslcrl=c', at: ['sslcrl'] },
    { text: 'host=h user=u channel_binding=require', at: ['channel_binding'] },
    { text: 'host=h user=u connect_timeout=x', at: ['connect_timeout'] },
  ])('$text is refused at $at', ({ text, at }) => {
    expect(optionsAtFault(text)).toEqual(at);
  });

  test('no problem shows a password', () => {
    for (const text of [
      'postgresql://u:hunter22@h:x:y/d',
      'password=hunter22 hunter22',
      'host=h user=u hunter22=1 password=hunter22',
    ]) {
      expect(JSON.stringify(readConnection(text))).not.toMatch(/password=hunter22|:hunter22@/);
    }
  });

  test('the environment stands in for what is not said', async () => {
    const read = settings('host=h', { PGUSER: 'u', PGPASSWORD: 'p', PGSSLMODE: 'require', PGHOST: 'elsewhere' });
    expect(read).toMatchObject({ host: 'h', user: 'u', tls: { mode: 'require' } });
    expect(await read.password()).toBe('p');
  });
});
