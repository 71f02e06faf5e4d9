import { quoted } from '@postgres-ha/command-line';
import { inWords, problemAt, readSecret, type Path } from '@postgres-ha/config-file';
import type { Connect, ReadConnection } from '../look/connect.ts';
import type { ClusterEntry, MemberEntry } from './config-file.ts';
import { readDuration } from './read-amount.ts';
import type { Amounts } from './read-amounts.ts';
import type { Part } from './read-config.ts';
import type { WatchedConnections } from './watch-config.ts';

interface Reader extends Part {
  readonly amounts: Amounts;
  readonly readConnection: ReadConnection;
}

interface ReadClusters {
  readonly clusters: readonly WatchedConnections[];
  readonly secrets: readonly string[];
}

export function readClusters(entries: readonly ClusterEntry[], reader: Reader): ReadClusters {
  const secrets: string[] = [];
  unique(entries, { path: ['clusters'], part: reader });
  const clusters = entries.map(({ name, members, smartShutdownTimeout }, index): WatchedConnections => {
    const path = ['clusters', index];
    unique(members, { path: [...path, 'members'], part: reader });
    const connect = members.flatMap((member, at) => {
      const read = readMember(member, { path: [...path, 'members', at], reader });
      secrets.push(...(read?.secrets ?? []));
      return read === undefined ? [] : [read.connect];
    });
    const shutdownMs = smartShutdownTimeout === undefined ? undefined : readDuration(smartShutdownTimeout);
    return {
      cluster: {
        name,
        members: members.map(({ name: member, claim = 'member' }) => ({ name: member, claim })),
        probeIntervalMs: reader.amounts.intervalMs,
        smartShutdownSeconds: shutdownMs === undefined ? null : shutdownMs / 1000,
      },
      connect,
    };
  });
  return { clusters, secrets };
}

function unique(
  entries: readonly { readonly name: string }[],
  { path, part }: { readonly path: Path; readonly part: Part },
): void {
  entries.forEach(({ name }, index) => {
    if (entries.findIndex((each) => each.name === name) === index) return;
    const remedy = 'Give each a name of its own.';
    problemAt(part, [...path, index, 'name'])({ found: `${quoted(name)} again`, expected: 'a name once', remedy });
  });
}

function readMember(
  entry: MemberEntry,
  { path, reader }: { readonly path: Path; readonly reader: Reader },
): { readonly connect: Connect; readonly secrets: readonly string[] } | undefined {
  const { name, connection, connectionEnvironment, connectionFile, passwordEnvironment, passwordFile } = entry;
  const ways = { connection, connectionEnvironment, connectionFile };
  const given = Object.entries(ways).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  const [key] = given;
  if (key === undefined || given.length > 1) {
    problemAt(
      reader,
      path,
    )({
      found: given.length === 0 ? 'no connection' : given.join(' and '),
      expected: 'one of connection, connectionEnvironment and connectionFile',
      remedy: given.length === 0 ? 'Say where the member is.' : 'Take the others out.',
    });
    return;
  }
  if (passwordEnvironment !== undefined && passwordFile !== undefined) {
    const remedy = 'Take one of them out.';
    problemAt(reader, [...path, 'passwordFile'])({
      found: 'passwordEnvironment beside it',
      expected: 'one password',
      remedy,
    });
    return;
  }
  const placeOf = (at: string) => `${reader.yaml.placeOf([...path, at])}: ${inWords([...path, at])}`;
  const text = readSecret({ environment: connectionEnvironment, file: connectionFile, where: placeOf(key) }, reader);
  const passwordKey = passwordFile === undefined ? 'passwordEnvironment' : 'passwordFile';
  const password = readSecret(
    { environment: passwordEnvironment, file: passwordFile, where: placeOf(passwordKey) },
    reader,
  );
  const refused = [text, password].flatMap((read) => (read.kind === 'refused' ? read.problems : []));
  if (text.kind === 'refused' || password.kind === 'refused') {
    reader.problems.push(...refused);
    return undefined;
  }
  const read = reader.readConnection({
    member: name,
    text: connection ?? text.value ?? '',
    password: password.value,
    where: placeOf(key),
  });
  if (read.kind === 'refused') {
    reader.problems.push(...read.problems);
    return undefined;
  }
  return {
    connect: read.value,
    secrets: password.value === undefined ? read.secrets : [...read.secrets, password.value],
  };
}
