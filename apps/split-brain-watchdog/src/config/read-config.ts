import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { quoted, readAs, refuse, type Reading } from '@postgres-ha/command-line';
import {
  configFaults,
  placeAt,
  problemAt,
  readFile,
  readSecret,
  readYaml,
  type Part as ConfigPart,
  type SecretSource,
} from '@postgres-ha/config-file';
import { readListenAddress } from '@postgres-ha/worker-runtime';
import type { ReadConnection } from '../look/connect.ts';
import type { ConfigFile } from './config-file.ts';
import { configSchema } from './config-schema.ts';
import { readAmounts, type Amounts } from './read-amounts.ts';
import { readClusters } from './read-clusters.ts';
import type { HeartbeatSettings, NotifyText, WatchConfig } from './watch-config.ts';

export interface ConfigSource {
  readonly workingDirectory: string;
  readonly hostName: string;
  readonly env: SecretSource['env'];
  readonly readConnection: ReadConnection;
}

/** What the parts of the configuration are read with. */
export interface Part extends ConfigPart, SecretSource {}

/** Keys whose values nobody may see. */
const SECRET_KEYS = ['connection', 'url', 'notify'];

/** Reads the configuration and all that it leads to, and says everything that is wrong with it; no server is asked. */
export function readConfig(file: string, source: ConfigSource): Reading<WatchConfig> {
  const path = resolve(source.workingDirectory, file);
  const bytes = readFile(path, {
    ...{ named: file, where: '--config', expected: 'the configuration of the watchdog' },
    remedy: 'Name the file; the README of the watchdog shows one.',
  });
  if (bytes.kind === 'refused') return bytes;
  const yaml = readYaml(bytes.value, {
    ...{ file, remedy: 'Correct the file; `split-brain-watchdog explain config` shows one.' },
  });
  if (yaml.kind === 'refused') return yaml;
  const parsed = configSchema.safeParse(yaml.value.value);
  if (!parsed.success) {
    return refuse(...configFaults(yaml.value, { issues: parsed.error.issues, secretKeys: SECRET_KEYS }));
  }
  const part: Part = { yaml: yaml.value, problems: [], env: source.env, directory: dirname(path) };
  const amounts = readAmounts(parsed.data, part);
  const { clusters, secrets } = readClusters(parsed.data.clusters, { ...part, amounts, ...source });
  const config: WatchConfig = {
    observer: parsed.data.observer ?? nameOf(source.hostName),
    timeoutMs: amounts.timeoutMs,
    clusters,
    runbooks: parsed.data.runbooks ?? null,
    listen: listenOf(parsed.data, part),
    notify: notifyOf(parsed.data, part),
    stateDirectory: within(part, parsed.data.stateDirectory),
    recordings: recordingsOf(parsed.data, { part, amounts }),
    heartbeat: heartbeatOf(parsed.data, { part, amounts }),
    secrets,
  };
  return part.problems.length === 0 ? readAs(config) : refuse(...part.problems);
}

/** Host names have more characters than names of observers. */
function nameOf(hostName: string): string {
  return hostName.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'observer';
}

function within({ directory }: Part, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(directory, path);
}

function listenOf({ listen }: ConfigFile, { yaml, problems }: Part): WatchConfig['listen'] {
  if (listen === undefined) return undefined;
  const read = readListenAddress(listen, `${yaml.placeOf(['listen'])}: listen`);
  if (read.kind === 'read') return read.value;
  problems.push(...read.problems);
  return undefined;
}

function notifyOf({ notify, notifyFile, stateDirectory }: ConfigFile, part: Part): NotifyText | undefined {
  const key = notifyFile === undefined ? 'notify' : 'notifyFile';
  const problem = problemAt(part, [key]);
  if (notify === undefined && notifyFile === undefined) return undefined;
  if (stateDirectory === undefined) {
    problem({
      found: 'sinks, and no stateDirectory',
      expected: 'a directory where it is kept what was told',
      remedy: 'Name one that survives a restart as `stateDirectory`; without it everything would be told again.',
    });
  }
  if (notifyFile === undefined) {
    return { file: part.yaml.placeOf([]).replace(/:\d+:\d+$/, ''), text: part.yaml.slice(['notify']) ?? '' };
  }
  if (notify !== undefined) {
    const remedy = 'Take one of them out.';
    problem({ found: '`notify` beside it', expected: 'settings in the file, or here', remedy });
    return;
  }
  try {
    return { file: notifyFile, text: readFileSync(resolve(part.directory, notifyFile), 'utf8') };
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    const found = `${quoted(notifyFile)}, which cannot be read (${code})`;
    problem({ found, expected: 'a file that can be read', remedy: 'Correct the path, or its permissions.' });
    return;
  }
}

interface WithAmounts {
  readonly part: Part;
  readonly amounts: Amounts;
}

function recordingsOf({ recordings }: ConfigFile, { part, amounts }: WithAmounts): WatchConfig['recordings'] {
  if (recordings === undefined) return undefined;
  const { recordingBytes: sizeBytes, keepIncidentsMs } = amounts;
  return { directory: resolve(part.directory, recordings.directory), sizeBytes, keepIncidentsMs };
}

function heartbeatOf({ heartbeat }: ConfigFile, { part, amounts }: WithAmounts): HeartbeatSettings | undefined {
  if (heartbeat === undefined) return undefined;
  const { url, urlEnvironment, freshMembers = 50 } = heartbeat;
  const path = ['heartbeat', urlEnvironment === undefined ? 'url' : 'urlEnvironment'];
  const problem = problemAt(part, path);
  if ((url === undefined) === (urlEnvironment === undefined)) {
    const found = url === undefined ? 'neither' : 'both';
    problem({ found, expected: '`url` or `urlEnvironment`', remedy: 'Have one of them.' });
    return;
  }
  const where = placeAt(part.yaml, path);
  const secret = readSecret({ environment: urlEnvironment, file: undefined, where }, part);
  if (secret.kind === 'refused') {
    part.problems.push(...secret.problems);
    return undefined;
  }
  const address = url ?? secret.value ?? '';
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    problem({ found: 'another text', expected: 'an http or https address', remedy: 'Correct the variable.' });
    return;
  }
  return { url: address, intervalMs: amounts.heartbeatMs, freshShare: freshMembers / 100 };
}
