import { readFile, stat } from 'node:fs/promises';

export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password of the first line `host:port:database:user:password` that fits; `*` fits everything, `\` takes the next character as it is.
 * As libpq does, takes no file that others may read, and none that is not there: then there is no password.
 * @see PostgreSQL 18, src/interfaces/libpq/fe-connect.c, passwordFromFile
 */
export async function passwordFromFile(path: string, wanted: PasswordFor): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isFile() !== true || (facts.mode & 0o077) !== 0) return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  return passwordInText(text, wanted);
}

export function passwordInText(text: string, { host, port, database, user }: PasswordFor): string | undefined {
  // a socket's directory that is the usual one is written as localhost; others as they are
  const place = host === '/tmp' || host === '/var/run/postgresql' || host === '' ? ['localhost', host] : [host];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = /^((?:[^:\\]|\\.)*):((?:[^:\\]|\\.)*):((?:[^:\\]|\\.)*):((?:[^:\\]|\\.)*):(.*)$/s.exec(line);
    const [, hosts = '', ports = '', databases = '', users = '', password = ''] = fields ?? [];
    const fits = (field: string, values: readonly string[]): boolean =>
      field === '*' || values.includes(unescaped(field));
    if (
      fields &&
      fits(hosts, place) &&
      fits(ports, [String(port)]) &&
      fits(databases, [database]) &&
      fits(users, [user])
    )
      return unescaped(password);
  }
  return undefined;
}

function unescaped(field: string): string {
  return field.replaceAll(/\\(.)/gs, '$1');
}
