import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What an object of a ledger holds. */
export type LedgerKind = 'proof' | 'run' | 'key';

const sealSchema = z.strictObject({
  ledger: z.string(),
  format: z.int(),
  checksum: z.string(),
  content: z.string(),
});

export interface Seal {
  readonly kind: LedgerKind;
  /** Of the content. */
  readonly format: number;
}

export type Opened =
  | { readonly kind: 'content'; readonly content: string; readonly checksum: string }
  /** Torn, or changed, or never one. */
  | { readonly kind: 'broken'; readonly because: string }
  /** Whole, and of another version of the ledger or another kind. */
  | { readonly kind: 'foreign'; readonly because: string };

/** The content as it is, with a checksum over it, so that what is torn or was changed is told from what was written. */
export function sealed(content: string, { kind, format }: Seal): { readonly text: string; readonly checksum: string } {
  const checksum = checksumOf(content, { kind, format });
  return { checksum, text: `${JSON.stringify({ ledger: kind, format, checksum, content })}\n` };
}

export function openSealed(text: string, { kind, format }: Seal): Opened {
  const seal = sealSchema.safeParse(parsed(text)).data;
  if (seal === undefined) return { kind: 'broken', because: 'it is no object of a ledger, or only a part of one' };
  if (seal.checksum !== checksumOf(seal.content, { kind: seal.ledger, format: seal.format })) {
    return { kind: 'broken', because: 'its checksum is not that of its content' };
  }
  if (seal.ledger !== kind || seal.format !== format) {
    return { kind: 'foreign', because: `it is a ${seal.ledger} of format ${seal.format}` };
  }
  return { kind: 'content', content: seal.content, checksum: seal.checksum };
}

function checksumOf(content: string, { kind, format }: { readonly kind: string; readonly format: number }): string {
  return createHash('sha256').update(`${kind}\n${format}\n${content}`).digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
