import { describe, expect, test } from 'vitest';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

const CLUSTER = 'environments/production/postgres-cluster/cluster.yaml';

function edit(repository: TemporaryRepository, path: string, from: string, to: string): void {
  const text = repository.read(path);
  expect(text).toContain(from);
  repository.write(path, text.replace(from, to));
}

describe('check', () => {
  test('says at the line that people wrote what the operator would refuse of what is rendered from it', () => {
    using repository = temporaryRepository();
    edit(repository, CLUSTER, 'wal_level: replica', 'wal_level: replica\n    pg_failover_slots.drop: x');
    const { code, text, json } = run(['check', 'production'], repository.root).outcome;
    expect(code).toBe(2);
    expect(json).toMatchObject({
      problems: [
        {
          id: 'cnpg/failover-slots-feedback',
          file: CLUSTER,
          line: 7,
          at: 'postgresql.parameters.hot_standby_feedback',
        },
      ],
    });
    expect(text).toContain('Cluster link-services/postgres-cluster');
  });

  test('a value from the defaults of the environment is refused there', () => {
    using repository = temporaryRepository();
    const environment = 'environments/production/environment.yaml';
    const parameters = '{ pg_failover_slots.drop: x, hot_standby_feedback: off }';
    edit(repository, environment, '{ version: 17 }', `{ version: 17, parameters: ${parameters} }`);
    const { code, json } = run(['check', 'production'], repository.root).outcome;
    expect(code).toBe(2);
    expect(json).toMatchObject({ problems: [{ id: 'cnpg/failover-slots-feedback', file: environment, line: 31 }] });
  });

  test('nothing is rendered of what the operator would refuse', () => {
    using repository = temporaryRepository();
    edit(repository, CLUSTER, 'wal_level: replica', 'wal_level: replica\n    pg_failover_slots.drop: x');
    const before = repository.state();
    expect(run(['render'], repository.root).outcome.code).toBe(2);
    expect(repository.state()).toEqual(before);
  });

  test('explain knows the rules of the operator by their ids', () => {
    const { code, text } = run(['explain', 'cnpg/parameter-fixed'], '/').outcome;
    expect(code).toBe(0);
    expect(text).toContain('>=1.30.0 <1.31.0');
  });
});
