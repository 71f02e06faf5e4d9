import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUCKET, type Archive, type ArchiveFacts, type ArchiveSize } from './archive.ts';
import { makeArchive } from './make-archive.ts';

const FACTS = 'facts.json';
const PREFIX = 'pgha-bench-archive-';

/**
 * The archive of this size, made at most once for one state of the code that makes it: later runs find it in the directory for temporary files.
 * Nobody writes to it.
 */
export async function findArchive(size: ArchiveSize): Promise<Archive> {
  const recipe = await recipeOf();
  const name = `${PREFIX}${recipe}-${size.gib}-${size.segments}`;
  const directory = join(tmpdir(), name);
  const found = await readArchive(directory);
  if (found !== undefined) return found;
  for (const old of (await readdir(tmpdir())).filter((each) => each.startsWith(PREFIX) && !each.includes(recipe))) {
    await rm(join(tmpdir(), old), { recursive: true, force: true });
  }
  process.stderr.write(`making an archive: ${size.gib} GiB, ${size.segments} segments\n`);
  const work = await mkdtemp(join(tmpdir(), 'pgha-bench-making-'));
  try {
    const made = join(work, 'made');
    await mkdir(join(made, BUCKET), { recursive: true });
    const facts = await makeArchive(made, size);
    await writeFile(join(made, FACTS), JSON.stringify(facts));
    await rm(directory, { recursive: true, force: true });
    await rename(made, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const archive = await readArchive(directory);
  if (archive === undefined) throw new Error(`${directory}: found no ${FACTS}, and it was written just now`);
  return archive;
}

async function readArchive(directory: string): Promise<Archive | undefined> {
  const text = await readFile(join(directory, FACTS), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { ...(JSON.parse(text) as ArchiveFacts), directory };
}

async function recipeOf(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['make-archive.ts', 'fill-database.ts']) {
    hash.update(await readFile(join(import.meta.dirname, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
