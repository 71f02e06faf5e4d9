const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * 16 hexadecimal digits for a key: FNV-1a of 64 bits over its UTF-8. It names, and protects nothing: keys are made by whoever judges, not by strangers.
 * @see RFC 9923
 */
export function incidentId(key: string): string {
  let hash = OFFSET_BASIS;
  for (const byte of new TextEncoder().encode(key)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString(16).padStart(16, '0');
}
