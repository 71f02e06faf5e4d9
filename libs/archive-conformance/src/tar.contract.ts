import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readTar, type TarMember } from '@postgres-ha/backup-proof';
import { needPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barmanPython } from './barman-python.ts';

const run = promisify(execFile);
const python = barmanPython();
const need = needPart(python);
const script = new URL('../../backup-proof/src/tar/fixtures/regenerate.py', import.meta.url).pathname;

describe.skipIf(need.absent)(`tars of Python's tarfile are read as tarfile reads them${need.note}`, () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tar-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  const cases = ['1', '2', '3', '4'].flatMap((seed) => ['pax', 'gnu', 'ustar'].map((format) => ({ seed, format })));
  test.each(cases)('200 random members, $format, seed $seed', async ({ seed, format }) => {
    await run(python.path, [script, directory, seed]);
    const expected: unknown = JSON.parse(await readFile(join(directory, `${format}.json`), 'utf8'));
    const seen: unknown[] = [];
    let member: TarMember | undefined;
    let hash = createHash('sha256');
    for await (const event of readTar(createReadStream(join(directory, `${format}.tar`), { highWaterMark: 10_007 }))) {
      if (event.kind === 'member') {
        member = event.member;
        hash = createHash('sha256');
      } else if (event.kind === 'content') hash.update(event.bytes);
      else if (event.kind === 'member-end' && member !== undefined) {
        const { modifiedAt, target = null, ...rest } = member;
        const sha256 = member.kind === 'file' ? hash.digest('hex') : null;
        seen.push({ ...rest, target, modifiedAtMs: modifiedAt.getTime(), sha256 });
      }
    }
    expect(seen).toEqual(expected);
  });
});
