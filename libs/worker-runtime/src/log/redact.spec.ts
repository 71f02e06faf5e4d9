import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from './redact.ts';

/** As Amazon and others make them: nothing that could be part of what is put in its place. */
const credential = fc.stringMatching(/^[A-Z0-9+/="\\]{8,60}$/);

test('a credential of the environment is blotted out wherever it stands, in JSON too', () => {
  fc.assert(
    fc.property(fc.string(), credential, fc.string(), (before, secret, after) => {
      const json = JSON.stringify({ before, secret, after });
      const clean = redact(json, { AWS_SECRET_ACCESS_KEY: secret });
      expect(clean).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(redact(`${before}${secret}${after}`, { AWS_SECRET_ACCESS_KEY: secret })).not.toContain(secret);
    }),
  );
});

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])('%s is one', (name) => {
  expect(redact('a planted+secret/value= b planted%2Bsecret%2Fvalue%3D', { [name]: 'planted+secret/value=' })).toBe(
    'a [redacted] b [redacted]',
  );
});

test('other variables, and what is too short to be one, change nothing', () => {
  expect(redact('up to 16/B3', { AWS_SECRET_ACCESS_KEY: '16', HOME: 'up to 16/B3' })).toBe('up to 16/B3');
});

test.each(['PGPASSWORD', 'GITHUB_TOKEN', 'SLACK_WEBHOOK_URL', 'PROVIDER_API_KEY', 'APP_PRIVATE_KEY'])(
  '%s is one by its name',
  (name) => {
    expect(redact('it said planted-value', { [name]: 'planted-value' })).toBe('it said [redacted]');
  },
);

test('the place of a secret is none', () => {
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/token' };
  expect(redact('cannot read /var/run/secrets/token', env)).toBe('cannot read /var/run/secrets/token');
});

test('of two secrets, one in the other, nothing of the longer one is left', () => {
  const env = { A_TOKEN: 'abcdefgh', B_TOKEN: 'abcdefghijkl' };
  expect(redact('abcdefghijkl', env)).toBe('[redacted]');
});
