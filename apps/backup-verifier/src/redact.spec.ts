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
