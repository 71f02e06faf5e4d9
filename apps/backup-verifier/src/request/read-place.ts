import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseStoreAddress } from '@postgres-ha/object-store';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { Policy } from '../policy/policy-schema.ts';
import type { Place, PlaceOptions } from './request.ts';

export interface PlaceSources {
  readonly address: string | undefined;
  readonly options: PlaceOptions;
  readonly policy: Policy | undefined;
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where the archives lie: at the address, or where the policy says. Nothing that may hold a password is repeated. */
export function readPlace({ address, options, policy, workingDirectory, env }: PlaceSources): Reading<Place> {
  const text = address ?? policy?.archive.destination;
  const where = address === undefined && policy !== undefined ? 'policy: archive.destination' : 'address';
  if (text === undefined) {
    return refuse({
      where,
      found: 'nothing',
      expected: 's3://bucket/path, a directory, or --policy',
      remedy: 'Say where the backups lie, or name the 02-backup-configuration.yaml of a cluster with --policy.',
    });
  }
  const parsed = parseStoreAddress(text);
  if (parsed.kind === 'malformed') {
    return refuse({
      where,
      found: parsed.problem.split('; expected ')[0] ?? parsed.problem,
      expected: 's3://bucket/path or a directory',
      remedy: 'Say the folder that holds the folders of the servers.',
    });
  }
  if (parsed.kind === 'directory') return readDirectory(where, resolve(workingDirectory, parsed.directory), options);
  const endpoint = options.endpoint ?? policy?.archive.endpoint;
  const problems = [...endpointProblems(endpoint, options), ...regionProblems(options.region), ...debugProblems(env)];
  if (problems.length > 0) return refuse(...problems);
  return readAs({
    ...parsed,
    ...(endpoint !== undefined && { endpoint }),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.pathStyle !== undefined && { forcePathStyle: options.pathStyle }),
  });
}

function readDirectory(where: string, directory: string, options: PlaceOptions): Reading<Place> {
  const misplaced = (['endpoint', 'region', 'pathStyle'] as const).find((name) => options[name] !== undefined);
  if (misplaced !== undefined) {
    return refuse({
      where: `--${misplaced === 'pathStyle' ? 'path-style' : misplaced}`,
      found: 'an option of S3 beside a directory',
      expected: 'an address s3://bucket/path',
      remedy: 'Remove the option, or correct the address.',
    });
  }
  const state = statSync(directory, { throwIfNoEntry: false });
  if (state?.isDirectory() === true) return readAs({ kind: 'directory', directory });
  return refuse({
    where: `${where} ${quoted(directory)}`,
    found: state === undefined ? 'nothing there' : 'no directory',
    expected: 'a directory, or s3://bucket/path',
    remedy: 'Correct the address.',
  });
}

function endpointProblems(endpoint: string | undefined, options: PlaceOptions): readonly InputProblem[] {
  if (endpoint === undefined) return [];
  const where = options.endpoint === undefined ? 'policy: archive.endpoint' : '--endpoint';
  const expected = 'an address such as https://objects.example.org';
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (endpoint.includes('@')) {
    const remedy = 'Give credentials as the AWS SDK takes them: variables, a profile, a role.';
    return [{ where, found: 'an address with a user or a password', expected: `${expected}, without`, remedy }];
  }
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return [];
  return [{ where, found: quoted(endpoint), expected, remedy: 'Correct the address of the S3 server.' }];
}

function regionProblems(region: string | undefined): readonly InputProblem[] {
  if (region === undefined || /^[a-zA-Z0-9-]{1,64}$/.test(region)) return [];
  return [
    {
      where: '--region',
      found: quoted(region),
      expected: 'a region such as eu-central-1',
      remedy: 'Correct it, or leave it out: the AWS environment has one too.',
    },
  ];
}

/** What Node prints of itself never comes by here, so that nothing could be blotted out of it. */
function debugProblems({ NODE_DEBUG = '' }: PlaceSources['env']): readonly InputProblem[] {
  if (NODE_DEBUG === '') return [];
  return [
    {
      where: 'NODE_DEBUG',
      found: quoted(NODE_DEBUG),
      expected: 'nothing',
      remedy: 'Unset it: Node would print the headers of requests, and with them session tokens.',
    },
  ];
}
