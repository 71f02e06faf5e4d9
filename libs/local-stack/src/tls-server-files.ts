import { lchown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAccount } from './server-account.ts';
import type { IssuedCertificate, TlsAuthority } from './tls-authority.ts';

export interface ServerTls {
  readonly authority: TlsAuthority;
  /** For 127.0.0.1 and localhost without it. */
  readonly certificate?: IssuedCertificate;
  /** Logins that are let in by a certificate of the authority alone; the others need TLS and their password. */
  readonly clientCertificates?: readonly string[];
}

/** Names that stand in a data directory, so that a standby has them too. */
const FILES = { certificate: 'server.crt', key: 'server.key', authority: 'root.crt' };

/**
 * Puts certificates into a data directory and closes its addresses to whoever comes without TLS. A server reads them anew when it starts or reloads.
 * @returns settings for postgresql.conf
 */
export async function writeServerTls(
  directory: string,
  account: ServerAccount,
  { authority, clientCertificates = [], certificate }: ServerTls,
): Promise<Readonly<Record<string, string>>> {
  const own = certificate ?? (await authority.issue({ commonName: 'localhost', names: ['127.0.0.1', 'localhost'] }));
  const write = async (name: string, text: string): Promise<void> => {
    const path = join(directory, name);
    await writeFile(path, text, { mode: 0o600 });
    await lchown(path, account.uid, account.gid);
  };
  await write(FILES.certificate, own.certificate);
  await write(FILES.key, own.key);
  await write(FILES.authority, authority.certificate);
  const access = await readFile(join(directory, 'pg_hba.conf'), 'utf8');
  const lines = clientCertificates.flatMap((login) => [
    `hostssl all ${login} all cert`,
    `hostssl replication ${login} all cert`,
  ]);
  await write('pg_hba.conf', [...lines, 'hostnossl all,replication all all reject', access].join('\n'));
  return { ssl: 'on', ssl_cert_file: FILES.certificate, ssl_key_file: FILES.key, ssl_ca_file: FILES.authority };
}
