import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStrongHbaLine } from './hba-line.ts';

describe('a line that needs TLS and a password or a certificate, or that only refuses, is strong', () => {
  test.each([
    { line: 'hostssl all all all scram-sha-256' },
    { line: 'hostssl all all 10.0.0.0/8 cert' },
    { line: 'hostssl all all 10.0.0.0 255.0.0.0 cert' },
    { line: 'hostssl all all fd00:: ff00:: cert' },
    { line: 'hostssl all all all cert clientcert=verify-full map=apps' },
    { line: 'hostssl all all all ldap ldapserver=ldap.example.com ldapprefix="cn="' },
    { line: 'hostssl\torders\t+readers\tsamenet\tscram-sha-256' },
    { line: 'hostssl orders, shop web,jobs all scram-sha-256' },
    { line: 'hostssl "my db" "my user" all scram-sha-256' },
    { line: 'hostssl all all all scram-sha-256 # trust' },
    { line: 'host all all all reject' },
    { line: 'hostnossl all all all reject' },
    { line: 'local all all reject' },
    { line: '  hostssl all all all reject  ' },
    { line: '# only a comment' },
  ])('$line', ({ line }) => {
    expect(isStrongHbaLine(line)).toBe(true);
  });
});

describe('a line that could let someone in otherwise, or that is not understood, is not', () => {
  test.each([
    { line: 'hostssl all all all trust' },
    { line: 'hostssl all all all md5' },
    { line: 'hostssl all all all password' },
    { line: 'hostssl all all all trust # scram-sha-256' },
    { line: 'hostssl all all all trust scram-sha-256' },
    { line: 'hostssl all all 10.0.0.0 255.0.0.0 trust' },
    { line: 'hostssl all scram-sha-256 all trust' },
    { line: 'hostssl scram-sha-256' },
    { line: 'hostssl all all all "trust" cert=1' },
    { line: 'hostssl all all all scram-sha-256 \\' },
    { line: 'hostssl all "all all cert' },
    { line: 'hostssl all all all' },
    { line: 'host all all all scram-sha-256' },
    { line: 'host all all all cert' },
    { line: 'hostnossl all all all scram-sha-256' },
    { line: 'local all all peer' },
    { line: 'local all all trust reject=1' },
    { line: 'HOSTSSL all all all cert' },
    { line: 'include /etc/passwd' },
    { line: 'include_dir reject' },
    { line: 'hostssl all all ${podselector:apps} cert' },
    { line: 'hostssl all all all cert # ${podselector:apps}' },
  ])('$line', ({ line }) => {
    expect(isStrongHbaLine(line)).toBe(false);
  });
});

test('no line whose method is weak is ever taken for strong', () => {
  const word = fc.constantFrom('all', 'orders', 'cert', 'scram-sha-256', 'reject', 'trust', 'samehost', 'x=1');
  const address = fc.constantFrom('all', '10.0.0.0/8', '10.0.0.0 255.0.0.0', '::1/128', 'samenet');
  const tail = fc.array(fc.constantFrom('cert', 'reject', '# cert', 'map=reject', 'scram-sha-256', '#reject'), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(
      fc.constantFrom('hostssl', 'host'),
      word,
      word,
      address,
      fc.constantFrom('trust', 'md5', 'password', 'ident', 'peer'),
      tail,
      (type, database, user, from, method, rest) => {
        expect(isStrongHbaLine([type, database, user, from, method, ...rest].join(' '))).toBe(false);
      },
    ),
  );
});
