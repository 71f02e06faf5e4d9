const METHODS: ReadonlySet<string> = new Set(['scram-sha-256', 'cert', 'ldap', 'reject']);
const TYPES: ReadonlySet<string> = new Set(['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc']);

/**
 * Whether a line of pg_hba.conf lets nobody in without TLS and a password or a certificate. What is not surely such a line is not one:
 * an unknown word, an open quote, an option without a value, CloudNativePG's `${…}`.
 * @see https://www.postgresql.org/docs/18/auth-pg-hba-conf.html
 */
export function isStrongHbaLine(line: string): boolean {
  const fields = fieldsOf(line);
  if (fields === undefined || line.includes('${')) return false;
  const [type, ...rest] = fields;
  if (type === undefined) return true; // a comment
  const [method, ...options] = rest.slice(methodPosition(type, rest));
  if (method === undefined || !TYPES.has(type) || !options.every((option) => /^\w+=/.test(option))) return false;
  return method === 'reject' || (type === 'hostssl' && METHODS.has(method));
}

/** Behind database and user, and for connections over TCP an address, whose mask may stand apart. */
function methodPosition(type: string, [, , , mask]: readonly string[]): number {
  if (type === 'local') return 2;
  return mask !== undefined && /[.:]/.test(mask) ? 4 : 3;
}

/** White space separates fields, but not in quotes nor behind a comma; # begins a comment. */
function fieldsOf(line: string): readonly string[] | undefined {
  const meant = /^(?:"[^"]*"|[^"#])*/.exec(line)?.[0] ?? '';
  if (meant.length < line.length && line[meant.length] !== '#') return undefined;
  return meant.match(/(?:"[^"]*"|,\s*|[^\s",])+/g) ?? [];
}
