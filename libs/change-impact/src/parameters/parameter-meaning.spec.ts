import { describe, expect, test } from 'vitest';
import { knownParameters, parameterDefinition } from './parameter-definition.ts';
import { parameterMeaning } from './parameter-meaning.ts';

function meaning(name: string, text: string): string | number | boolean {
  const definition = parameterDefinition(name, 17);
  if (definition === undefined) throw new Error(`${name} is not in the table`);
  return parameterMeaning(text, definition);
}

describe('what a text means', () => {
  test.each([
    ['shared_buffers', '512MB', '0.5GB'],
    ['shared_buffers', '65536', '512MB'],
    ['work_mem', '4096', '4MB'],
    ['work_mem', ' 4 MB ', '4MB'],
    ['checkpoint_timeout', '300', '5min'],
    ['checkpoint_timeout', '300000ms', '5min'],
    ['log_rotation_age', '1d', '1440'],
    ['wal_sender_timeout', '5s', '5000'],
    ['max_connections', '0x64', '100'],
    ['max_connections', '0144', '100'],
    ['max_connections', '1e2', '100'],
    ['autovacuum_naptime', '1.5min', '90s'],
    ['random_page_cost', '4', '4.0'],
    ['fsync', 'on', 'TRUE'],
    ['fsync', 'yes', '1'],
    ['fsync', 'off', 'f'],
    ['wal_level', 'replica', 'REPLICA'],
    ['huge_pages', 'on', 'true'],
    ['min_wal_size', '80', '80MB'],
  ])('%s: %s is %s', (name, one, other) => {
    expect(meaning(name, one)).toBe(meaning(name, other));
  });

  test.each([
    ['shared_buffers', '512MB', '512'],
    ['work_mem', '4MB', '4mb'],
    ['checkpoint_timeout', '5min', '5'],
    ['fsync', 'on', 'o'],
    ['shared_preload_libraries', 'a,b', 'b,a'],
    ['search_path', 'a', 'A'],
  ])('%s: %s is not %s', (name, one, other) => {
    expect(meaning(name, one)).not.toBe(meaning(name, other));
  });
});

describe('the table of parameters', () => {
  test.each([
    ['shared_buffers', 17, 'postmaster'],
    ['max_connections', 14, 'postmaster'],
    ['work_mem', 18, 'user'],
    ['log_connections', 17, 'superuser-backend'],
    ['archive_command', 17, 'sighup'],
    ['autovacuum_max_workers', 17, 'postmaster'],
    ['autovacuum_max_workers', 18, 'sighup'],
    ['io_method', 18, 'postmaster'],
    ['wal_consistency_checking', 16, 'superuser'],
    ['pg_stat_statements.max', 14, 'postmaster'],
    ['pg_stat_statements.track', 17, 'superuser'],
    ['auto_explain.log_min_duration', 17, 'superuser'],
    ['pgaudit.log', 17, 'superuser'],
    ['cron.database_name', 17, 'postmaster'],
    ['MAX_CONNECTIONS', 17, 'postmaster'],
    ['max_connections', 19, 'postmaster'],
    ['max_connections', 13, 'postmaster'],
  ] as const)('%s on %d is %s', (name, major, context) => {
    expect(parameterDefinition(name, major)?.context).toBe(context);
  });

  test.each([
    ['io_method', 17],
    ['old_snapshot_threshold', 17],
    ['stats_temp_directory', 15],
    ['transaction_timeout', 16],
    ['server_version', 17],
    ['block_size', 17],
    ['toString', 17],
    ['timescaledb.license', 17],
  ])('%s is no parameter that %d takes from a file', (name, major) => {
    expect(parameterDefinition(name, major)).toBeUndefined();
  });

  test('every built-in value is one that its type can have', () => {
    const kinds = { bool: 'boolean', integer: 'number', real: 'number', enum: 'string', string: 'string' };
    const odd = knownParameters().flatMap((name) =>
      [14, 15, 16, 17, 18].filter((major) => {
        const definition = parameterDefinition(name, major);
        return (
          definition !== undefined && typeof parameterMeaning(definition.builtIn, definition) !== kinds[definition.type]
        );
      }),
    );
    expect(odd).toEqual([]);
  });

  test('it holds what five major versions have', () => {
    expect(knownParameters().length).toBeGreaterThan(370);
  });
});
