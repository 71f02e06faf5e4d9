import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactText } from './index.ts';

/** Nothing that could be part of what is put in its place, or of what stands around it. */
const credential = fc.stringMatching(/^[A-Z][A-Z0-9]{11,40}$/).filter((text) => !/^(?:AKIA|ASIA)/.test(text));
const around = fc.string();
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const TEXTS: readonly { readonly name: string; readonly plant: (secret: string) => string }[] = [
  { name: 'a connection URI', plant: (s) => `postgresql://app:${s}@db.link.svc:5432/linkdb?sslmode=verify-full` },
  { name: 'a connection URI without a user', plant: (s) => `redis://:${s}@cache:6379` },
  { name: 'a keyword connection string', plant: (s) => `host=db user=app password=${s} dbname=linkdb` },
  { name: 'a keyword connection string with quotes', plant: (s) => `host=db password='a ${s} b' dbname=linkdb` },
  { name: 'JSON', plant: (s) => JSON.stringify({ user: 'app', password: s }) },
  { name: 'JSON within JSON', plant: (s) => JSON.stringify({ msg: JSON.stringify({ secretAccessKey: s }) }) },
  {
    name: 'JSON within JSON within JSON',
    plant: (s) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ token: s }) }) }),
  },
  { name: 'YAML', plant: (s) => `data:\n  ACCESS_SECRET_KEY: ${s}\n` },
  { name: 'an environment', plant: (s) => `PATH=/bin\nAWS_SECRET_ACCESS_KEY=${s}\nHOME=/` },
  { name: 'SQL', plant: (s) => `ALTER ROLE app PASSWORD '${s}' VALID UNTIL 'infinity'` },
  { name: 'SQL with dollars', plant: (s) => `ALTER ROLE app PASSWORD $x$${s}$x$` },
  { name: 'a verifier', plant: (s) => `SCRAM-SHA-256$4096:${s}$${s}:${s}` },
  { name: 'a private key', plant: (s) => `-----BEGIN EC PRIVATE KEY-----\n${s}\n-----END EC PRIVATE KEY-----` },
  { name: 'a private key that is cut off', plant: (s) => `-----BEGIN PRIVATE KEY-----\n${s}` },
  {
    name: 'a private key in JSON',
    plant: (s) => JSON.stringify({ key: `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----` }),
  },
  { name: 'a header', plant: (s) => `Authorization: Bearer ${s}` },
  { name: 'a basic header', plant: (s) => `authorization: Basic ${base64(`app:${s}`)}` },
  { name: 'a cookie', plant: (s) => `Cookie: session=${s}; theme=dark` },
  { name: 'a cookie that is set', plant: (s) => `"Set-Cookie": "session=${s}; HttpOnly"` },
  {
    name: 'a signed address',
    plant: (s) => `https://bucket.s3.amazonaws.com/x?X-Amz-Signature=${s}&X-Amz-Date=20261126`,
  },
  { name: 'an address of Slack', plant: (s) => `https://hooks.slack.com/services/T000/B000/${s}` },
  { name: 'a line of a password file', plant: (s) => `db:5432:linkdb:app:${s}` },
  { name: 'a token of GitHub', plant: (s) => `ghp_${s}${s}` },
  { name: 'a web token', plant: (s) => `eyJhbGciOiJIUzI1NiJ9.${s}.${s}` },
  {
    name: 'base64 of a private key',
    plant: (s) => base64(`-----BEGIN PRIVATE KEY-----\n${s}\n-----END PRIVATE KEY-----\n`),
  },
  { name: 'base64 of a connection URI', plant: (s) => base64(`postgresql://app:${s}@db/linkdb`) },
  { name: 'base64 of a password file', plant: (s) => base64(`db:5432:linkdb:app:${s}\n`) },
];

const leaks = (text: string, secret: string): boolean =>
  text.includes(secret) || text.includes(base64(secret).slice(0, 12));

describe.each(TEXTS)('a secret in $name', ({ plant }) => {
  test('is nowhere in what is left', () => {
    fc.assert(
      fc.property(credential, (secret) => {
        expect(leaks(redactText(plant(secret)), secret)).toBe(false);
        expect(leaks(redactText(`before ${plant(secret)}`), secret)).toBe(false);
      }),
    );
  });

  test('is taken out of a log line of an object too, and of keys', () => {
    fc.assert(
      fc.property(credential, (secret) => {
        const object = { lines: [plant(secret)], deep: { annotations: { [plant(secret)]: plant(secret) } } };
        expect(leaks(JSON.stringify(redact(object)), secret)).toBe(false);
      }),
    );
  });
});

const OBJECTS: readonly { readonly name: string; readonly plant: (secret: string) => unknown }[] = [
  {
    name: 'data of a Secret',
    plant: (s) => ({ kind: 'Secret', metadata: { name: 'a' }, data: { anything: base64(s) } }),
  },
  { name: 'stringData of a Secret', plant: (s) => ({ kind: 'Secret', stringData: { anything: s } }) },
  { name: 'a Secret in a list', plant: (s) => ({ kind: 'SecretList', items: [{ data: { anything: base64(s) } }] }) },
  { name: 'a Secret deep inside', plant: (s) => ({ a: [{ b: { kind: 'Secret', data: { x: { y: s } } } }] }) },
  { name: 'a Secret of an odd form', plant: (s) => ({ kind: 'Secret', data: s }) },
  {
    name: 'the last applied configuration',
    plant: (s) => ({
      metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"x":"${s}"}` } },
    }),
  },
  {
    name: 'a variable of a pod',
    plant: (s) => ({ spec: { containers: [{ env: [{ name: 'PGPASSWORD', value: s }] }] } }),
  },
  { name: 'a field with such a name', plant: (s) => ({ spec: { apiKey: s } }) },
];

test.each(OBJECTS)('a secret in $name is taken out', ({ plant }) => {
  fc.assert(
    fc.property(credential, (secret) => {
      expect(leaks(JSON.stringify(redact(plant(secret))), secret)).toBe(false);
    }),
  );
});

test('what is known is taken out of any text and any key, in base64 too', () => {
  fc.assert(
    fc.property(credential, around, around, (secret, before, after) => {
      const object = { [secret]: `${before}${secret}${after}`, list: [base64(secret)] };
      const left = JSON.stringify(redact(object, { known: [secret] }));
      expect(left).not.toContain(secret);
      expect(left).not.toContain(base64(secret));
    }),
  );
});

test('redacting twice is redacting once, and what comes in stays as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = structuredClone(value);
      const once = redact(value);
      expect(redact(once)).toEqual(once);
      expect(value).toEqual(copy);
    }),
  );
});

test('what is no secret stays: keys of Secrets, names of Secrets, references to keys, numbers, positions', () => {
  const object = {
    kind: 'Secret',
    metadata: { name: 'backup-credentials' },
    data: { ACCESS_KEY_ID: 'YWJj' },
  };
  expect(redact(object).data).toEqual({ ACCESS_KEY_ID: '[redacted]' });
  const kept = {
    spec: {
      passwordSecret: { name: 'user-svc-password' },
      certificates: { serverTLSSecret: 'own-server' },
      volumes: [{ secret: { secretName: 'a' } }],
      env: [
        {
          name: 'AWS_SECRET_ACCESS_KEY',
          valueFrom: { secretKeyRef: { name: 'backup-credentials', key: 'ACCESS_SECRET_KEY' } },
        },
      ],
      serviceAccountToken: { expirationSeconds: 3607 },
      image:
        'ghcr.io/cloudnative-pg/postgresql:17.6@sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21',
    },
    said: 'password authentication failed for user "app"; received 16/B374D848, segment 000000010000000000000003',
  };
  expect(redact(kept)).toEqual(kept);
});

test('addresses are kept, unless they are asked away', () => {
  const line = 'connection from 10.244.0.17 and fe80::1:2, version 17.6';
  expect(redact(line)).toBe(line);
  expect(redact(line, { addresses: 'redacted' })).toBe('connection from [address] and [address], version 17.6');
});
