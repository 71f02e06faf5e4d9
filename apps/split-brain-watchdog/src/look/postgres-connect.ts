import { openMemberProbe, readConnection, type ConnectionEnvironment } from '@postgres-ha/postgres-probe';
import type { ReadConnection } from './connect.ts';

/** Ways to real servers, over libpq's connection strings. */
export function postgresConnections(env: ConnectionEnvironment): ReadConnection {
  return ({ member, text, password, where }) => {
    const read = readConnection(text, env);
    if (read.kind === 'problems') {
      return {
        kind: 'refused',
        problems: read.problems.map(({ option, problem }) => ({
          where,
          found: `a connection string of which ${option} cannot be taken (${problem})`,
          expected: 'a connection string of libpq',
          remedy: 'Correct it; the README of the watchdog shows some.',
        })),
      };
    }
    const { settings } = read;
    const connection = password === undefined ? settings : { ...settings, password: () => Promise.resolve(password) };
    return {
      kind: 'read',
      secrets: secretsIn(text),
      value: {
        member,
        address: `${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`,
        open: ({ observer, timeoutMs, now }) => openMemberProbe({ connection, member, observer, timeoutMs, now }),
      },
    };
  };
}

/** Passwords as they stand in a connection string, and as they are meant. */
function secretsIn(text: string): readonly string[] {
  const [, inUri] = /^[a-z]+:\/\/[^:@/?]*:([^@/?]*)@/.exec(text) ?? [];
  const named = [...text.matchAll(/(?:^|[\s?&])(?:ssl)?password\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)/g)].map(
    ([, value = '']) => value.replace(/^'(.*)'$/s, '$1'),
  );
  const found = [inUri, ...named].filter((each) => each !== undefined && each !== '') as readonly string[];
  return found.flatMap((each) => [each, decoded(each), each.replaceAll(/\\(.)/gs, '$1')]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
