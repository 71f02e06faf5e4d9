import { createHmac, timingSafeEqual } from 'node:crypto';

/** GitHub sends no more, and drops what would be. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
export const MOST_WEBHOOK_BYTES: number = 25 * 1024 * 1024;

export interface SignedWebhook {
  /** As it was received: neither decoded nor parsed, for another text may have the same meaning and another signature. */
  readonly body: Uint8Array;
  /** The header `X-Hub-Signature-256`. */
  readonly signature: string | undefined;
  /** One, or several while the secret is changed: any of them may have signed. */
  readonly secrets: readonly string[];
}

/**
 * Whether GitHub, or somebody else who knows a secret, sent this. Takes as long for a wrong signature as for a right one, whichever secret it is of.
 *
 * A signature says nothing about when: the same delivery may be sent again, so that what is done for it must be done once.
 * @throws RangeError without a secret, or with an empty one: everybody knows that
 */
export function verifyWebhook({ body, signature = '', secrets }: SignedWebhook): boolean {
  if (secrets.length === 0 || secrets.includes(''))
    throw new RangeError('A webhook needs a secret that is not empty; nothing could be told from a forgery.');
  const given = /^sha256=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (given === undefined || body.byteLength > MOST_WEBHOOK_BYTES) return false;
  const claimed = Buffer.from(given, 'hex');
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), claimed));
  return matches.includes(true);
}
