import { createHash } from 'node:crypto';

/** Name and version of what renders and judges: part of the hash of each plan. */
export const GENERATOR = 'postgres-ha/0.1.0';

/** SHA-256 of a text's UTF-8, in hexadecimal. */
export function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
