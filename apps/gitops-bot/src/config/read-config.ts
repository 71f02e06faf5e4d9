import { createPrivateKey } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { FACTS_BRANCH } from '@postgres-ha/cluster-facts';
import { quoted, readAs, refuse, type Reading } from '@postgres-ha/command-line';
import {
  configFaults,
  placeAt,
  problemAt,
  readFile,
  readSecret,
  readYaml,
  type Part as ConfigPart,
  type Path,
  type SecretSource,
} from '@postgres-ha/config-file';
import type { GitHubAuth } from '@postgres-ha/github-api';
import { readListenAddress, readTimetable, type ListenAddress, type Timetable } from '@postgres-ha/worker-runtime';
import type { BotConfig, FactsPlace, WebhookSettings } from './bot-config.ts';
import type { ConfigFile, GitHubEntry, WebhooksEntry } from './config-file.ts';
import { configSchema } from './config-schema.ts';

export interface ConfigSource {
  readonly workingDirectory: string;
  readonly env: SecretSource['env'];
}

interface Part extends ConfigPart, SecretSource {
  readonly secrets: string[];
}

const REMEDY = 'Correct the file; `gitops-bot explain config` shows one.';
/** Nobody means them to be read, but they may stand where a name of a file or variable is expected. */
const SECRET_KEYS = ['privateKeyFile', 'privateKeyEnvironment', 'tokenFile', 'tokenEnvironment', 'file', 'environment'];
const WEBHOOKS_LISTEN: ListenAddress = { host: '127.0.0.1', port: 8081 };
const WEBHOOKS_PATH = '/webhooks/github';
const EVERY_FIVE_MINUTES = '0 */5 * * * *';
const KIB = 1024;
const MIB = 1024 ** 2;
/** GitHub sends nothing larger. */
const LARGEST_BODY = 25 * MIB;
const SMALLEST_BODY = 64 * KIB;

/** Reads the configuration and all that it names, and says everything that is wrong with it; nobody is asked. */
export function readConfig(file: string, source: ConfigSource): Reading<BotConfig> {
  const path = resolve(source.workingDirectory, file);
  const bytes = readFile(path, {
    ...{ named: file, where: '--config', expected: 'the configuration of the bot' },
    remedy: 'Name the file; `gitops-bot explain config` shows one.',
  });
  if (bytes.kind === 'refused') return bytes;
  const yaml = readYaml(bytes.value, { file, remedy: REMEDY });
  if (yaml.kind === 'refused') return yaml;
  const parsed = configSchema.safeParse(yaml.value.value);
  if (!parsed.success) {
    return refuse(...configFaults(yaml.value, { issues: parsed.error.issues, secretKeys: SECRET_KEYS }));
  }
  const part: Part = { yaml: yaml.value, problems: [], secrets: [], env: source.env, directory: dirname(path) };
  const auth = authOf(parsed.data.github, part);
  const timetable = timetableOf(parsed.data, part);
  const webhooks = parsed.data.webhooks === undefined ? undefined : webhooksOf(parsed.data.webhooks, part);
  const facts = factsOf(parsed.data, part);
  const listen = listenOf(parsed.data.listen, { path: ['listen'], part });
  noRepositoryTwice(parsed.data.repositories, part);
  const { problems, secrets, directory } = part;
  if (problems.length > 0 || auth === undefined || timetable === undefined) return refuse(...problems);
  const { stateDirectory, repositories, dashboard } = parsed.data;
  return readAs({
    ...{ auth, repositories, facts, timetable, dashboard, webhooks, listen, secrets },
    apiUrl: parsed.data.github.apiUrl,
    writeIntervalMs: pauseMs(parsed.data.github.writeInterval),
    stateDirectory: stateDirectory === undefined ? undefined : resolve(directory, stateDirectory),
  });
}

function authOf(github: GitHubEntry, part: Part): GitHubAuth | undefined {
  const { appId, installationId, privateKeyFile, privateKeyEnvironment, tokenFile, tokenEnvironment, login } = github;
  const problem = problemAt(part, ['github']);
  const asApp = [appId, installationId, privateKeyFile, privateKeyEnvironment].some((each) => each !== undefined);
  const asToken = [tokenFile, tokenEnvironment].some((each) => each !== undefined);
  if (asApp === asToken) {
    const found = asApp ? 'an App and a token' : 'neither an App nor a token';
    problem({ found, expected: 'one of them', remedy: '`gitops-bot explain app` says how to make an App.' });
    return undefined;
  }
  if (asToken) {
    const token = secretOf({ file: tokenFile, environment: tokenEnvironment }, { path: ['github', 'token'], part });
    return token === undefined ? undefined : { kind: 'token', token, login };
  }
  if (appId === undefined || installationId === undefined) {
    const found = `no ${appId === undefined ? 'appId' : 'installationId'}`;
    problem({
      found,
      expected: 'appId and installationId',
      remedy: '`gitops-bot explain app` says where they are.',
    });
    return undefined;
  }
  const place = { path: ['github', 'privateKey'], part };
  const privateKey = secretOf({ file: privateKeyFile, environment: privateKeyEnvironment }, place);
  if (privateKey === undefined) return undefined;
  if (!isPrivateKey(privateKey)) {
    const key = privateKeyFile === undefined ? 'privateKeyEnvironment' : 'privateKeyFile';
    problemAt(part, ['github', key])({
      found: 'another text there',
      expected: 'a private RSA key in PEM, as GitHub gives it',
      remedy: 'Make one on the page of the App, and put the whole file there.',
    });
    return undefined;
  }
  return { kind: 'app', appId, installationId, privateKey };
}

function pauseMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return text.endsWith('ms') ? Number(text.slice(0, -2)) : Number(text.slice(0, -1)) * 1000;
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

interface Place {
  readonly path: Path;
  readonly part: Part;
}

/** @param place its path without `File` and `Environment` at the end, or of what has `file` and `environment` */
function secretOf(
  { file, environment }: { readonly file: string | undefined; readonly environment: string | undefined },
  { path, part }: Place,
): string | undefined {
  const last = String(path.at(-1));
  const isInside = typeof path.at(-1) === 'number';
  const names = isInside ? ['file', 'environment'] : [`${last}File`, `${last}Environment`];
  const around = isInside ? path : path.slice(0, -1);
  const problem = problemAt(part, around);
  if ((file === undefined) === (environment === undefined)) {
    const found = file === undefined ? 'neither' : 'both';
    problem({ found, expected: `\`${names.join('` or `')}\``, remedy: 'Have one of them.' });
    return undefined;
  }
  const where = placeAt(part.yaml, [...around, names[file === undefined ? 1 : 0] ?? '']);
  const read = readSecret({ file, environment, where }, part);
  if (read.kind === 'refused') {
    part.problems.push(...read.problems);
    return undefined;
  }
  const text = read.value ?? '';
  if (text === '') {
    problem({ found: 'an empty secret', expected: 'one', remedy: 'Write it there.' });
    return undefined;
  }
  part.secrets.push(text);
  return text;
}

function webhooksOf(
  { secrets, listen, path = WEBHOOKS_PATH, maxBody = '5MiB' }: WebhooksEntry,
  part: Part,
): WebhookSettings {
  const [, amount = '', unit] = /^(\d+)(KiB|MiB)$/.exec(maxBody) ?? [];
  const maxBodyBytes = Number(amount) * (unit === 'KiB' ? KIB : MIB);
  if (maxBodyBytes < SMALLEST_BODY || maxBodyBytes > LARGEST_BODY) {
    const expected = '64KiB to 25MiB';
    problemAt(part, ['webhooks', 'maxBody'])({ found: quoted(maxBody), expected, remedy: 'Correct it.' });
  }
  const read = secrets.map(({ file, environment }, index) =>
    secretOf({ file, environment }, { path: ['webhooks', 'secrets', index], part }),
  );
  return {
    listen: listenOf(listen, { path: ['webhooks', 'listen'], part }) ?? WEBHOOKS_LISTEN,
    ...{ path, maxBodyBytes },
    secrets: read.filter((secret) => secret !== undefined),
  };
}

function listenOf(text: string | undefined, { path, part }: Place): ListenAddress | undefined {
  if (text === undefined) return undefined;
  const read = readListenAddress(text, placeAt(part.yaml, path));
  if (read.kind === 'read') return read.value;
  part.problems.push(...read.problems);
  return undefined;
}

function timetableOf({ schedule = {} }: ConfigFile, part: Part): Timetable | undefined {
  const { cron = EVERY_FIVE_MINUTES, timeZone = 'UTC' } = schedule;
  const where = {
    cron: placeAt(part.yaml, ['schedule', 'cron']),
    timeZone: placeAt(part.yaml, ['schedule', 'timeZone']),
  };
  const read = readTimetable({ cron, timeZone, where });
  if (read.kind === 'read') return read.value;
  part.problems.push(...read.problems);
  return undefined;
}

function factsOf({ facts }: ConfigFile, part: Part): FactsPlace {
  if (facts === undefined) return { kind: 'branch', branch: FACTS_BRANCH };
  const { directory, branch } = facts;
  if (branch !== undefined && directory === undefined) return { kind: 'branch', branch };
  if (directory !== undefined && branch === undefined) {
    return { kind: 'directory', path: resolve(part.directory, directory) };
  }
  const found = branch === undefined ? 'neither' : 'both';
  problemAt(part, ['facts'])({ found, expected: '`directory` or `branch`', remedy: 'Have one of them.' });
  return { kind: 'none' };
}

function noRepositoryTwice(repositories: readonly string[], part: Part): void {
  const seen = new Set<string>();
  for (const [index, repository] of repositories.entries()) {
    if (seen.has(repository.toLowerCase())) {
      const remedy = 'Take one of them out.';
      problemAt(part, ['repositories', index])({ found: `${quoted(repository)} again`, expected: 'each once', remedy });
    }
    seen.add(repository.toLowerCase());
  }
}
