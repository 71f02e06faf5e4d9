/** Names of variables that hold what nobody may see: of AWS, PostgreSQL, GitHub, Slack and whoever follows the custom. */
const SECRET_NAME = /SECRET|TOKEN|PASSW(?:OR)?D|ACCESS_KEY|API_KEY|PRIVATE_KEY|WEBHOOK_URL/i;

/** A place where a secret lies is none. */
const PLACE_NAME = /_(?:FILE|PATH|DIR)$/i;

/** Shorter than any credential; a shorter value would blot out words. */
const SHORTEST = 8;

/**
 * Blots out the credentials of the environment. No program of ours prints them; this holds also for messages that come from a server or a
 * library.
 */
export function redact(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(env)
    .filter(([name]) => SECRET_NAME.test(name) && !PLACE_NAME.test(name))
    .map(([, value]) => value ?? '')
    .filter((value) => value.length >= SHORTEST)
    .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .reduce((clean, value) => clean.replaceAll(value, '[redacted]'), text);
}
