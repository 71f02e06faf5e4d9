/** Options of a connection string by their names in libpq, in order; a later one wins. */
export type TextOptions =
  | { readonly kind: 'options'; readonly options: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'malformed'; readonly problem: string };

const URI = /^postgres(?:ql)?:\/\//;
const AUTHORITY = /^(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?]*)/;

/**
 * Takes both forms of libpq apart. Says nothing of what stands there, since any of it may be a password.
 * @see PostgreSQL 18, src/interfaces/libpq/fe-connect.c, conninfo_uri_parse_options and conninfo_parse
 */
export function readConnectionText(text: string): TextOptions {
  const [scheme] = URI.exec(text) ?? [];
  return scheme === undefined ? readKeywords(text) : readUri(text.slice(scheme.length));
}

function readUri(text: string): TextOptions {
  const found = AUTHORITY.exec(text);
  const { user, password, hosts = '' } = found?.groups ?? {};
  const authority = found?.[0] ?? '';
  const [path, query] = split(text.slice(authority.length), '?');
  const host = /^(?:\[(?<six>[^\]]*)\]|(?<name>[^:,[\]]*))(?::(?<port>[^:,]*))?$/.exec(hosts)?.groups;
  if (host === undefined) {
    return malformed(
      hosts.includes(',')
        ? 'found several hosts, expected one: a member is one server, give each member a connection string of its own'
        : 'found no host and port that can be told apart, expected host, host:port or [IPv6]:port',
    );
  }
  const parameters: [string, string | undefined][] = [
    ['user', user],
    ['password', password],
    ['host', host['six'] ?? host['name']],
    ['port', host['port']],
    ['dbname', path.slice(1)],
  ];
  for (const parameter of query === undefined || query === '' ? [] : query.split('&')) {
    const [name, value] = split(parameter, '=');
    if (name === '' || value === undefined) {
      return malformed('found a parameter without a name or a value after "?", expected name=value');
    }
    if (value.includes('=')) return malformed('found "=" within the value of a parameter, expected it as %3D');
    parameters.push([decoded(name) ?? '', value]);
  }
  const options: [string, string][] = [];
  for (const [name, value] of parameters) {
    if (value === undefined || value === '') continue;
    const plain = decoded(value);
    if (plain === undefined || name === '') {
      return malformed('found "%" without two hexadecimal digits of UTF-8 after it, expected a percent sign as %25');
    }
    options.push(name === 'ssl' && plain === 'true' ? ['sslmode', 'require'] : [name, plain]);
  }
  return { kind: 'options', options };
}

/** `name = value` with white space between; a value in single quotes may have any character, `\` takes the next as it is. */
function readKeywords(text: string): TextOptions {
  const options: [string, string][] = [];
  const pair =
    /\s*(?<name>[^\s=']+)\s*=\s*(?:'(?<quoted>(?:[^'\\]|\\.)*)'(?=\s|$)|(?<bare>(?:[^\s'\\]|\\.)*)(?=\s|$))\s*/suy;
  while (pair.lastIndex < text.length) {
    const { name, quoted, bare } = pair.exec(text)?.groups ?? {};
    if (name === undefined) {
      return malformed(
        `after ${options.length} options: found no name=value, expected postgresql://… or name=value …, values with spaces in single quotes`,
      );
    }
    options.push([name, (quoted ?? bare ?? '').replaceAll(/\\(.)/gsu, '$1')]);
  }
  return options.length === 0 ? malformed('found nothing, expected a connection string') : { kind: 'options', options };
}

function split(text: string, at: string): readonly [string, string | undefined] {
  const place = text.indexOf(at);
  return place === -1 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function malformed(problem: string): TextOptions {
  return { kind: 'malformed', problem };
}
