import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '@postgres-ha/testkit';

/** A certificate authority of one's own, PEM. */
export interface OwnAuthority {
  readonly certificate: string;
  /** Two server certificates of one key: one that is valid for ten days, and one that expired six days ago. */
  readonly server: { readonly key: string; readonly valid: string; readonly expired: string };
}

const DAY_MS = 86_400_000;

/** @param names DNS names that the server's certificates are for */
export async function makeAuthority(names: readonly string[]): Promise<OwnAuthority> {
  const home = await mkdtemp(join(tmpdir(), 'own-authority-'));
  const openssl = (...args: readonly string[]): Promise<string> =>
    outputOf('bash', ['-c', 'cd "$0" && openssl "$@"', home, ...args]);
  const read = (name: string): Promise<string> => readFile(join(home, name), 'utf8');
  try {
    await writeFile(join(home, 'ca.cnf'), CONFIGURATION);
    await writeFile(join(home, 'index.txt'), '');
    await writeFile(join(home, 'serial'), '1000\n');
    await writeFile(join(home, 'names'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    await openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '30',
      '-subj',
      '/CN=own-authority',
    );
    await openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${names[0] ?? 'server'}`);
    const sign = async (out: string, fromDay: number, toDay: number): Promise<void> => {
      const period = ['-startdate', timeIn(fromDay), '-enddate', timeIn(toDay)];
      await openssl(
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-cert',
        'ca.crt',
        '-keyfile',
        'ca.key',
        '-in',
        'server.csr',
        '-extfile',
        'names',
        ...period,
        '-notext',
        '-out',
        out,
      );
    };
    await sign('valid.crt', -1, 10);
    await sign('expired.crt', -30, -6);
    const [certificate, serverKey, valid, expired] = await Promise.all(
      ['ca.crt', 'server.key', 'valid.crt', 'expired.crt'].map(read),
    );
    return {
      certificate: certificate ?? '',
      server: { key: serverKey ?? '', valid: valid ?? '', expired: expired ?? '' },
    };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** As `openssl ca` takes it. */
function timeIn(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

const CONFIGURATION = `[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
`;
