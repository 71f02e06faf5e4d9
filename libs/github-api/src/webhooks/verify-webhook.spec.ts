import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_WEBHOOK_BYTES, verifyWebhook } from '../index.ts';

const sign = (body: Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a webhook is believed', () => {
  test('with the signature of GitHub’s own example', () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const secrets = ["It's a Secret to Everybody"];
    expect(verifyWebhook({ body: bytes('Hello, World!'), signature, secrets })).toBe(true);
    expect(verifyWebhook({ body: bytes('Hello, World?'), signature, secrets })).toBe(false);
  });

  test('exactly where one of the secrets signed those bytes', () => {
    const secret = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        secret,
        fc.array(secret, { minLength: 1 }),
        (body, signer, secrets) => {
          const signature = sign(body, signer);
          expect(verifyWebhook({ body, signature, secrets })).toBe(secrets.includes(signer));
          expect(verifyWebhook({ body, signature, secrets: [...secrets, signer] })).toBe(true);
        },
      ),
    );
  });

  test('not where one bit of it is another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (body, at) => {
        const signature = sign(body, 'hush');
        const other = body.with(at % body.length, (body[at % body.length] ?? 0) ^ (1 << (at % 8)));
        expect(verifyWebhook({ body: other, signature, secrets: ['hush'] })).toBe(false);
      }),
    );
  });

  test('by its bytes, where two of them are the same text', () => {
    // both are decoded to the same character of replacement
    const [one, two] = [new Uint8Array([0x22, 0xff, 0x22]), new Uint8Array([0x22, 0xfe, 0x22])];
    expect(verifyWebhook({ body: two, signature: sign(one, 'hush'), secrets: ['hush'] })).toBe(false);
    expect(verifyWebhook({ body: one, signature: sign(one, 'hush'), secrets: ['hush'] })).toBe(true);
  });
});

describe('a webhook is not believed', () => {
  const body = bytes('{}');
  const right = sign(body, 'hush');
  test.each<readonly [name: string, signature: string | undefined]>([
    ['without a signature', undefined],
    ['with an empty one', ''],
    ['with one by SHA-1', `sha1=${createHmac('sha1', 'hush').update(body).digest('hex')}`],
    ['with one that is cut off', right.slice(0, -2)],
    ['with one that is too long', `${right}00`],
    ['with capitals, which GitHub does not send', right.toUpperCase()],
    ['with two of them', `${right}, ${right}`],
    ['with a line after it', `${right}\n`],
    ['without its kind', right.slice('sha256='.length)],
  ])('%s', (_, signature) => {
    expect(verifyWebhook({ body, signature, secrets: ['hush'] })).toBe(false);
  });

  test('where it is larger than GitHub sends', () => {
    const large = new Uint8Array(MOST_WEBHOOK_BYTES + 1);
    expect(verifyWebhook({ body: large, signature: sign(large, 'hush'), secrets: ['hush'] })).toBe(false);
  });

  test.each([{ secrets: [] }, { secrets: [''] }, { secrets: ['hush', ''] }])('and never by $secrets', ({ secrets }) => {
    expect(() => verifyWebhook({ body, signature: sign(body, ''), secrets })).toThrow(RangeError);
  });
});
