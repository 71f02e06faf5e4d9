const DECODER = new TextDecoder();

/** Bytes as text. What is no UTF-8 becomes U+FFFD: a strange name is no damage. */
export function utf8(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

/** The same up to the first NUL. */
export function utf8UpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return utf8(end === -1 ? bytes : bytes.subarray(0, end));
}
