/** How many bytes a text takes in UTF-8: what Go calls its length. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
