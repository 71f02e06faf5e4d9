import { isIP } from 'node:net';
import type { ConnectionProblem, ConnectionSettings, ReadConnection, TlsMode } from './connection-settings.ts';
import { readConnectionText } from './connection-text.ts';
import { passwordFromFile } from './password-file.ts';

/** Of an environment, what libpq reads too. */
export type ConnectionEnvironment = Readonly<Record<string, string | undefined>>;

const MODES: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

const TAKEN = [
  ...['host', 'hostaddr', 'port', 'dbname', 'user', 'password', 'passfile', 'connect_timeout', 'options'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'channel_binding'],
] as const;

/** Say nothing here: the watchdog names its sessions itself, and its keepalive is its own. */
const PASSED_OVER: readonly string[] = [
  ...['application_name', 'fallback_application_name', 'client_encoding', 'target_session_attrs', 'load_balance_hosts'],
  ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count', 'tcp_user_timeout', 'gssencmode'],
];

/** Where an option is not in the text. PGHOST and PGPORT are left out: a member without an address would be another server. */
const VARIABLES: Readonly<Partial<Record<(typeof TAKEN)[number], string>>> = {
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
};

type Options = Readonly<Partial<Record<(typeof TAKEN)[number], string>>>;

/**
 * Reads `postgresql://…` or `host=… user=…` with the meaning that libpq gives them: `require` does not verify unless a root certificate is
 * given, `verify-ca` compares no name, `verify-full` does. Opens no file: certificates and passfile are read at each connection.
 * @param environment PGUSER, PGPASSWORD, PGPASSFILE and PGSSL… stand in for what the text does not say
 */
export function readConnection(text: string, environment: ConnectionEnvironment = {}): ReadConnection {
  const read = readConnectionText(text.trim());
  if (read.kind === 'malformed') return problems([{ option: 'connection string', problem: read.problem }]);
  const found: ConnectionProblem[] = [];
  const options: Partial<Record<(typeof TAKEN)[number], string>> = {};
  for (const [name, value] of read.options) {
    const taken = TAKEN.find((candidate) => candidate === name);
    if (taken !== undefined) options[taken] = value;
    else if (!PASSED_OVER.includes(name)) found.push(unknownOption(name));
  }
  for (const name of TAKEN) {
    const value = environment[VARIABLES[name] ?? ''];
    if (options[name] === undefined && value !== undefined && value !== '') options[name] = value;
  }
  const settings = toSettings(options, found);
  const [first, ...others] = found;
  return first === undefined ? { kind: 'settings', settings } : problems([first, ...others]);
}

function toSettings(options: Options, found: ConnectionProblem[]): ConnectionSettings {
  const complain = (option: string, problem: string): void => void found.push({ option, problem });
  const host = options.host ?? options.hostaddr ?? '';
  const { user = '', dbname: database = user } = options;
  if (host === '') complain('host', 'found none, expected the name or address of one member: add host or hostaddr');
  if (host.includes(','))
    complain('host', 'found several, expected one: give each member a connection string of its own');
  if (user === '') complain('user', 'found none, expected a login: add user, or set PGUSER');
  if (options.hostaddr !== undefined && isIP(options.hostaddr) === 0) {
    complain('hostaddr', 'found no IP address, expected one: names go to host');
  }
  const port = Number(options.port ?? '5432');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) complain('port', 'expected a number from 1 to 65535');
  const connectTimeout = Number(options.connect_timeout ?? '0');
  if (!Number.isInteger(connectTimeout))
    complain('connect_timeout', 'expected whole seconds; 0 is no limit of its own');

  const mode = MODES[options.sslmode ?? 'prefer'];
  if (mode === undefined) complain('sslmode', `expected one of ${Object.keys(MODES).join(', ')}`);
  if ((mode === 'verify-ca' || mode === 'verify-full') && options.sslrootcert === undefined) {
    complain('sslrootcert', `found none, expected one with ${mode}: give the file of the CA, or "system"`);
  }
  if (options.sslrootcert === 'system' && mode !== 'verify-full') {
    complain('sslmode', 'sslrootcert=system proves nothing without the name, expected verify-full');
  }
  if ((options.sslcert === undefined) !== (options.sslkey === undefined)) {
    complain(
      options.sslcert === undefined ? 'sslcert' : 'sslkey',
      'found none, expected both sslcert and sslkey or neither: a certificate is nothing without its key',
    );
  }
  const binding = options.channel_binding ?? 'prefer';
  if (binding !== 'prefer' && binding !== 'disable') {
    complain('channel_binding', 'expected prefer or disable; to be sure of the server use sslmode=verify-full');
  }
  const { password, passfile } = options;
  return {
    host,
    address: options.hostaddr,
    port,
    database,
    user,
    password: async () =>
      password ?? (passfile === undefined ? undefined : passwordFromFile(passfile, { host, port, database, user })),
    tls: {
      mode: mode ?? 'verify-full',
      rootCertificate: options.sslrootcert,
      certificate: options.sslcert,
      key: options.sslkey,
      keyPassword: options.sslpassword,
    },
    channelBinding: binding === 'prefer',
    // libpq takes anything below 2 seconds for 2
    connectTimeoutMs: connectTimeout > 0 ? Math.max(2, connectTimeout) * 1000 : undefined,
    serverOptions: options.options,
  };
}

function unknownOption(name: string): ConnectionProblem {
  const shown = /^\w{1,40}$/.test(name) ? name : 'an option';
  return { option: shown, problem: `unknown here, expected one of ${TAKEN.join(', ')}: take it out` };
}

function problems(list: readonly [ConnectionProblem, ...ConnectionProblem[]]): ReadConnection {
  return { kind: 'problems', problems: list };
}
