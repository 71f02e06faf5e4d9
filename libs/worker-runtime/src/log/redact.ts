import { blotOut, isSecretName } from '@postgres-ha/redaction';

/**
 * Blots out the credentials of the environment. No program of ours prints them; this holds also for messages that come from a server or a
 * library.
 */
export function redact(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return blotOut(
    text,
    Object.entries(env)
      .filter(([name]) => isSecretName(name))
      .map(([, value]) => value ?? ''),
  );
}
