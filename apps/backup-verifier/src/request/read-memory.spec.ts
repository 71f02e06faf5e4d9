import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../example-machine.ts';
import { readMemory, type MemorySources } from './read-memory.ts';
import type { Place } from './request.ts';

const BUCKET: Place = { kind: 's3', bucket: 'backups', prefix: 'prod', endpoint: 'https://s3.example.org' };
const read = (options: MemorySources['options'], more: Partial<MemorySources> = {}) =>
  readMemory({ options, place: BUCKET, server: undefined, workingDirectory: '/', policy: undefined, ...more });
const problemsOf = (...given: Parameters<typeof read>): readonly string[] => {
  const reading = read(...given);
  return reading.kind === 'read' ? [] : reading.problems.map(({ where, found }) => `${where}: ${found}`);
};

test('nothing is remembered, and nothing limited, unless it is asked for', () => {
  expect(read({})).toEqual({
    kind: 'read',
    value: { ledger: undefined, budget: {}, reverifyAfterSeconds: undefined, sample: 0 },
  });
});

test('a ledger is on the server of the archive; sizes and times have units', () => {
  const options = { ledger: 's3://proofs/prod', budgetBytes: '500GiB', budgetTime: '6h', reverifyAfter: '90d' };
  expect(read(options)).toEqual({
    kind: 'read',
    value: {
      ledger: { kind: 's3', bucket: 'proofs', prefix: 'prod', endpoint: 'https://s3.example.org' },
      budget: { bytes: 500 * 2 ** 30, seconds: 21_600 },
      reverifyAfterSeconds: 90 * 86_400,
      sample: 0,
    },
  });
});

describe('a ledger in the place of the archive', () => {
  test.each(['s3://backups/prod', 's3://backups/prod/ledger', 's3://backups', 's3://backups/prod//'])(
    'is refused: %s',
    (ledger) => {
      expect(problemsOf({ ledger })).toEqual([`--ledger: "${ledger}", in the place of the archive or around it`]);
    },
  );

  test('may be beside the folder of the one server that is looked at', () => {
    const server = { name: 'postgres-cluster', saidBy: 'policy' } as const;
    expect(problemsOf({ ledger: 's3://backups/prod/ledger' }, { server })).toEqual([]);
    expect(problemsOf({ ledger: 's3://backups/prod/postgres-cluster/ledger' }, { server })).toHaveLength(1);
    expect(problemsOf({ ledger: 's3://backups/prod' }, { server })).toHaveLength(1);
  });

  test('is refused where a symbolic link leads to it, and where it is not there yet', () => {
    using directory = temporaryDirectory(['archive/']);
    const { path } = directory;
    symlinkSync(join(path, 'archive'), join(path, 'elsewhere'));
    const place: Place = { kind: 'directory', directory: join(path, 'archive') };
    for (const ledger of ['archive', 'archive/ledger/of/it', 'elsewhere/ledger', '.', 'elsewhere']) {
      expect(problemsOf({ ledger }, { place, workingDirectory: path }), ledger).toHaveLength(1);
    }
    mkdirSync(join(path, 'ledger'));
    for (const ledger of ['ledger', 'archive-ledger', 'ledger/below']) {
      expect(problemsOf({ ledger }, { place, workingDirectory: path }), ledger).toEqual([]);
    }
  });
});

test('all that is wrong is said at once', () => {
  using directory = temporaryDirectory(['file']);
  const options = { ledger: join(directory.path, 'file'), budgetBytes: '5 GB', budgetTime: '6', reverifyAfter: '0d' };
  expect(problemsOf(options).map((problem) => problem.split(':')[0])).toEqual([
    '--ledger',
    '--budget-bytes',
    '--budget-time',
    '--reverify-after',
  ]);
  expect(problemsOf({ reverifyAfter: '30d' })).toEqual(['--reverify-after: no --ledger beside it']);
  expect(problemsOf({ ledger: 'ftp://host/ledger' })).toHaveLength(1);
});

test('what a policy says counts where nothing else is asked', () => {
  const policy = {
    ledger: 's3://proofs/policy',
    budget: { bytes: 1000, seconds: 60 },
    reverify: { olderThanSeconds: 86_400, sample: 1 },
  };
  expect(read({ budgetBytes: '5' }, { policy })).toMatchObject({
    kind: 'read',
    value: {
      ledger: { bucket: 'proofs', prefix: 'policy' },
      budget: { bytes: 5, seconds: 60 },
      reverifyAfterSeconds: 86_400,
      sample: 1,
    },
  });
});
