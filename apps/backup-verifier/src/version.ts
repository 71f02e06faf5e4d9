import { readFileSync } from 'node:fs';

/** Name and version, as they stand in reports and proofs. */
export function verifierVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return `backup-verifier ${manifest.version}`;
}
