/** What stands where something was. */
export const REDACTED = '[redacted]';

/** Shorter than any credential; a shorter value would blot out words. */
const SHORTEST = 8;

/** Blots out values that are known, also as they stand in a URI, in JSON and in base64. */
export function blotOut(text: string, values: readonly string[]): string {
  return values
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((value) => [
      value,
      encodeURIComponent(value.toWellFormed()),
      JSON.stringify(value).slice(1, -1),
      base64(value),
    ])
    .sort((a, b) => b.length - a.length)
    .reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
