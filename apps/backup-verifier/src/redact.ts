/** Variables that hold what nobody may see. */
const SECRET_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
] as const;

/** Shorter than any credential; a shorter value would blot out words. */
const SHORTEST = 8;

/**
 * Blots out the credentials of the environment. No part of this program prints them; this holds also for messages that come from a server or a
 * library.
 */
export function redact(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return SECRET_VARIABLES.map((name) => env[name] ?? '')
    .filter((value) => value.length >= SHORTEST)
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .reduce((clean, value) => clean.replaceAll(value, '[redacted]'), text);
}
