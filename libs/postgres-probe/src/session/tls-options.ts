import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, createSecureContext, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { ConnectionSettings, TlsSettings } from '../connection/connection-settings.ts';

interface KeptContext {
  readonly stamp: string;
  readonly context: SecureContext;
}

/** One per set of files, for all sessions: reading a CA costs more than all else that a session holds. */
const contexts = new Map<string, KeptContext>();

/**
 * What `tls.connect` is told, undefined for no TLS. Files that changed since are read again: certificates are renewed while we run.
 * @throws with a code when a file cannot be read or is no certificate or key
 */
export async function tlsOptions({ host, tls }: ConnectionSettings): Promise<ConnectionOptions | undefined> {
  if (tls.mode === 'disable' || host.startsWith('/')) return undefined;
  const verifies =
    tls.mode === 'verify-full' ||
    tls.mode === 'verify-ca' ||
    (tls.mode === 'require' && tls.rootCertificate !== undefined);
  return {
    secureContext: await secureContext(tls),
    rejectUnauthorized: verifies,
    checkServerIdentity: (_, certificate) =>
      tls.mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
    ...(isIP(host) === 0 && { servername: host }),
  };
}

async function secureContext(tls: TlsSettings): Promise<SecureContext> {
  const files = [tls.rootCertificate === 'system' ? undefined : tls.rootCertificate, tls.certificate, tls.key];
  const name = JSON.stringify(files);
  const stamp = JSON.stringify(await Promise.all(files.map(stampOf)));
  const kept = contexts.get(name);
  if (kept?.stamp === stamp) return kept.context;
  const [ca, cert, key] = await Promise.all(
    files.map(async (path) => (path === undefined ? undefined : await readFile(path))),
  );
  const context = createSecureContext({
    minVersion: 'TLSv1.2',
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(tls.keyPassword !== undefined && { passphrase: tls.keyPassword }),
  });
  contexts.set(name, { stamp, context });
  return context;
}

async function stampOf(path: string | undefined): Promise<string> {
  if (path === undefined) return '';
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}
