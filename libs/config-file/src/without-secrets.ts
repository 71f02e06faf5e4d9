import { redact } from '@postgres-ha/worker-runtime/process';

/** A shorter one would blot out words. */
const SHORTEST = 6;

/** Blots out passwords of the configuration and credentials of the environment. No message has one; this holds also for those of libraries. */
export function withoutSecrets(
  secrets: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => known.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), redact(text, env));
}
