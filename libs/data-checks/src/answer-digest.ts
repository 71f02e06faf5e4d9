import { createHmac } from 'node:crypto';
import type { Answer } from '@postgres-ha/backup-proof';

/**
 * Tells whether an answer changed from one run to the next, and to nobody without the key what it is: of few possible answers, a hash
 * without one would.
 * @param subject what was asked, so that equal answers to two questions do not look alike
 */
export function answerDigest(
  { rows }: Answer,
  { subject, key }: { readonly subject: string; readonly key: Uint8Array },
): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([subject, rows]))
    .digest('hex');
}
