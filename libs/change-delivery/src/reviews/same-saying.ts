/**
 * Whether two texts say the same, however long ago it was read. What is shown is written anew only where it says something else: a tick each minute
 * would otherwise write every comment each minute, to say that a minute has passed.
 */
export function isSameSaying(one: string, other: string): boolean {
  return timeless(one) === timeless(other);
}

function timeless(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/\bas of \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'as of now')
    .replace(/ at \d{4}-\d\d-\d\d \d\d:\d\d UTC \((?:less than )?\d+ (?:min|h|d) old\)/g, '')
    .trimEnd();
}
