import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Part } from './missing-part.ts';

/** A tool that `.ci/parts` installs: its directory, with programs in `bin/`. The directory is named even when it is missing. */
export interface InstalledPart extends Part {
  readonly directory: string;
}

/** The two series of Barman that differ in what damage they notice. */
export type BarmanSeries = '3.19' | '3.20';

/** The majors of PostgreSQL whose complete tools are installed. */
export type PostgresMajor = 16 | 17 | 18;

/**
 * Where `.ci/parts` installs: what POSTGRES_HA_PARTS says, else a cache directory; root has one outside its home, since
 * PostgreSQL does not run as root and no other user reaches what lies below there.
 */
export function partsHome(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = env['POSTGRES_HA_PARTS'];
  if (named !== undefined && named !== '') return named;
  if (process.getuid?.() === 0) return '/var/cache/postgres-ha-parts';
  const cache = env['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'postgres-ha-parts');
}

/** `barman-cloud-*` of one series in `bin/`, and the `bin/python` that they run on. */
export function barmanPart(series: BarmanSeries): InstalledPart {
  return installed(`Barman ${series}`, `barman-${series}`, ['python', 'barman-cloud-backup', 'barman-cloud-restore']);
}

/** `bin/moto_server`: an S3 server with versions and server-side encryption, without authentication, in memory. */
export function motoPart(): InstalledPart {
  return installed('moto', 'moto', ['moto_server']);
}

/** PostgreSQL of one major with all its tools; what npm has is only initdb, pg_ctl and postgres. */
export function postgresToolsPart(major: PostgresMajor): InstalledPart {
  const tools = ['postgres', 'initdb', 'pg_ctl', 'psql', 'pg_waldump', 'pg_checksums', 'pg_controldata'];
  return installed(`PostgreSQL ${major} with its tools`, `postgresql-${major}`, tools);
}

/** The majors of PostgreSQL that CloudNativePG runs, each installed as a server at least. */
export const SERVER_MAJORS = [14, 15, 16, 17, 18] as const;
export type ServerMajor = (typeof SERVER_MAJORS)[number];

/** PostgreSQL of one major: the server and initdb, whatever else there is. */
export function postgresServerPart(major: ServerMajor): InstalledPart {
  return installed(`PostgreSQL ${major}`, `postgresql-${major}`, ['postgres', 'initdb']);
}

/** `bin/actionlint` and `bin/zizmor`: what reads GitHub's workflows for mistakes and for what strangers could make of them. */
export function workflowPart(program: 'actionlint' | 'zizmor'): InstalledPart {
  return installed(program, program, [program]);
}

/** `bin/operator` and `bin/admission-webhook` of the Prometheus operator, and its definitions in `crds/`. */
export function prometheusOperatorPart(): InstalledPart {
  return installed('the Prometheus operator', 'prometheus-operator', ['operator', 'admission-webhook']);
}

/** `bin/grafana-reader`: reads a dashboard by Grafana's own schema, strictly; of apps/monitoring-e2e. */
export function grafanaReaderPart(): InstalledPart {
  return installed('the strict reader of dashboards', 'grafana-reader', ['grafana-reader']);
}

function installed(name: string, folder: string, programs: readonly string[]): InstalledPart {
  const directory = join(partsHome(), folder);
  const absent = programs.map((program) => join(directory, 'bin', program)).filter((path) => !isExecutable(path));
  const [first] = absent;
  if (first === undefined) return { name, directory };
  return { name, directory, missing: `no ${first}; .ci/parts installs it` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
