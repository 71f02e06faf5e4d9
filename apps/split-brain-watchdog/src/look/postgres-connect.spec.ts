import { describe, expect, test } from 'vitest';
import { postgresConnections } from './postgres-connect.ts';
import { withoutSecrets } from '@postgres-ha/config-file';

const read = (text: string, password?: string) =>
  postgresConnections({})({ member: 'a', text, password, where: 'clusters[0].members[0].connection' });

describe('a connection string', () => {
  test.each([
    { text: 'postgresql://w@10.0.0.1:6432/postgres', address: '10.0.0.1:6432' },
    { text: 'host=db.example.com user=w', address: 'db.example.com:5432' },
    { text: 'postgresql://w@[2001:db8::1]:6432/postgres', address: '[2001:db8::1]:6432' },
  ])('$text leads to $address', ({ text, address }) => {
    expect(read(text)).toMatchObject({ kind: 'read', value: { member: 'a', address } });
  });

  test.each([
    { text: 'postgresql://w:p%40ss%20word@h/postgres', secret: 'p@ss word' },
    { text: 'postgresql://w@h/postgres?password=in-the-query', secret: 'in-the-query' },
    { text: "host=h user=w password='two words'", secret: 'two words' },
    { text: 'host=h user=w password = bare-word', secret: 'bare-word' },
    { text: "host=h user=w password='it\\'s one'", secret: "it's one" },
  ])('gives away which password it has: $text', ({ text, secret }) => {
    const result = read(text);
    expect(result.kind === 'read' ? result.secrets : []).toContain(secret);
  });

  test.each(['postgresql://w:s3cret-word@a,b/postgres', 'host=h password=s3cret-word nonsense', ''])(
    'that cannot be taken is refused at its place, without its password: %s',
    (text) => {
      const result = read(text);
      expect(result).toMatchObject({ kind: 'refused', problems: [{ where: 'clusters[0].members[0].connection' }] });
      expect(JSON.stringify(result)).not.toContain('s3cret-word');
    },
  );
});

describe('what is printed', () => {
  const clean = withoutSecrets(['s3cret"word', 'short'], { PGPASSWORD: 'from-the-environment' });

  test('has no password of the configuration, in JSON or as it is', () => {
    expect(clean('a s3cret"word b')).toBe('a [redacted] b');
    expect(clean(JSON.stringify({ text: 's3cret"word' }))).toBe('{"text":"[redacted]"}');
  });

  test('has no credential of the environment', () => {
    expect(clean('x from-the-environment y')).toBe('x [redacted] y');
  });

  test('keeps words that are as short as a password nobody should have', () => {
    expect(clean('a short word')).toBe('a short word');
  });
});
