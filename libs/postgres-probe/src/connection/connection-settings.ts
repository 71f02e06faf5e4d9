/** How one member is reached. Holds no password: that is asked for at each connection, so that a changed passfile counts. */
export interface ConnectionSettings {
  /** A name, an address, or the directory of a socket; a certificate is compared with it. */
  readonly host: string;
  /** Where to connect instead of looking the host up. */
  readonly address: string | undefined;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Undefined where none is known. Never printed: a function shows nothing of what it returns. */
  readonly password: () => Promise<string | undefined>;
  readonly tls: TlsSettings;
  /** Bound to the TLS session (SCRAM-SHA-256-PLUS) where the server offers it. */
  readonly channelBinding: boolean;
  /** Undefined where the connection string has none. */
  readonly connectTimeoutMs: number | undefined;
  /** `-c name=value …` for the server. */
  readonly serverOptions: string | undefined;
}

/** As `sslmode` of libpq; `allow` is read as `prefer`. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface TlsSettings {
  readonly mode: TlsMode;
  /** The file of a CA, or `system` for those that the machine trusts. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly keyPassword: string | undefined;
}

/** What is wrong with a connection string: where, found, expected, what to do. Never shows a password. */
export interface ConnectionProblem {
  readonly option: string;
  readonly problem: string;
}

export type ReadConnection =
  | { readonly kind: 'settings'; readonly settings: ConnectionSettings }
  | { readonly kind: 'problems'; readonly problems: readonly [ConnectionProblem, ...ConnectionProblem[]] };
