import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entryOf, tarEntries, withContent, withMember, withoutMember } from './tar-file.ts';

let directory: string;
let tar: Uint8Array;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pgha-tar-file-'));
  mkdirSync(join(directory, 'base/5'), { recursive: true });
  writeFileSync(join(directory, 'base/5/1234'), 'x'.repeat(9000));
  writeFileSync(join(directory, 'PG_VERSION'), '17\n');
  tar = packed(['--format=pax', './PG_VERSION', 'base/5/1234']);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function packed(args: readonly string[]): Uint8Array {
  return new Uint8Array(execFileSync('tar', ['-C', directory, '-cf', '-', ...args]));
}

/** What tar itself lists of an archive. */
function listed(bytes: Uint8Array): readonly string[] {
  return execFileSync('tar', ['-tPf', '-'], { input: bytes, stdio: ['pipe', 'pipe', 'ignore'] })
    .toString()
    .trim()
    .split('\n');
}

test('members are found behind their extended headers', () => {
  expect(tarEntries(tar).map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['PG_VERSION', 3],
    ['base/5/1234', 9000],
  ]);
});

test('what is left out, replaced or added is so for tar, too', () => {
  expect(listed(withoutMember(tar, 'PG_VERSION'))).toEqual(['base/5/1234']);
  expect(listed(withMember(tar, '../outside', new Uint8Array(5)))).toEqual([
    '../outside',
    './PG_VERSION',
    'base/5/1234',
  ]);
  const longer = withContent(tar, 'PG_VERSION', new Uint8Array(700));
  expect(entryOf(longer, 'PG_VERSION').sizeBytes).toBe(700);
  expect(listed(longer)).toEqual(['./PG_VERSION', 'base/5/1234']);
});
