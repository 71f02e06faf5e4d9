import { execFile } from 'node:child_process';
import { access, constants, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** PostgreSQL programs found in a directory, and what they can do. */
export interface PostgresBinaries {
  readonly binDirectory: string;
  readonly major: number;
  /** As `postgres --version` has it: `17.10`, `16.14 (Debian 16.14-1.pgdg12+1)`. */
  readonly version: string;
  /** Whether WAL and values compressed in this way can be read. */
  readonly supportsLz4: boolean;
  readonly supportsZstd: boolean;
  /** Major version of ICU, or `none`. */
  readonly icu: string;
  readonly blockSizeBytes: number;
  readonly walBlockSizeBytes: number;
  /** Names of those with a control file. */
  readonly extensions: ReadonlySet<string>;
  readonly libraryDirectory: string;
  /** Names of what can be loaded, without suffix. */
  readonly libraries: ReadonlySet<string>;
}

/**
 * Asks the programs themselves. A directory without a `postgres` that runs here is left out.
 * @param directories such as `/usr/lib/postgresql/17/bin`
 */
export async function findPostgresBinaries(
  directories: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly PostgresBinaries[]> {
  const found = [];
  for (const directory of directories) {
    const binaries = await lookAt(directory, signal);
    if (binaries !== undefined) found.push(binaries);
  }
  return found;
}

async function lookAt(binDirectory: string, signal: AbortSignal): Promise<PostgresBinaries | undefined> {
  const postgres = join(binDirectory, 'postgres');
  const text = await output(postgres, ['--version'], signal);
  const [, version, major] = /^postgres \(PostgreSQL\) ((\d+)\S*(?: \(.*\))?)/.exec(text ?? '') ?? [];
  if (version === undefined) return undefined;
  const places = await placesOf(binDirectory, Number(major), signal);
  // asking for a setting reads no data directory, but wants one named
  const setting = (name: string, ...options: readonly string[]): Promise<string | undefined> =>
    output(postgres, ['-C', name, '-D', '/', '-c', 'config_file=/dev/null', ...options], signal);
  const knows = async (method: string): Promise<boolean> =>
    (await setting('wal_compression', '-c', `wal_compression=${method}`)) !== undefined;
  return {
    binDirectory,
    major: Number(major),
    version,
    supportsLz4: await knows('lz4'),
    supportsZstd: await knows('zstd'),
    icu: await icuOf(postgres),
    blockSizeBytes: Number(await setting('block_size')),
    walBlockSizeBytes: Number(await setting('wal_block_size')),
    extensions: await namesIn(places.share === undefined ? undefined : join(places.share, 'extension'), '.control'),
    libraryDirectory: places.library ?? '',
    libraries: await namesIn(places.library, process.platform === 'darwin' && Number(major) >= 16 ? '.dylib' : '.so'),
  };
}

/** `pg_config` knows, where it came along; else they are where PostgreSQL looks for them from its own place. */
async function placesOf(
  binDirectory: string,
  major: number,
  signal: AbortSignal,
): Promise<{ readonly share: string | undefined; readonly library: string | undefined }> {
  const config = join(binDirectory, 'pg_config');
  const root = dirname(binDirectory);
  const told = async (option: string): Promise<string | undefined> => {
    const text = (await output(config, [option], signal))?.trim();
    return text !== undefined && (await isThere(text)) ? text : undefined;
  };
  const first = async (candidates: readonly string[]): Promise<string | undefined> => {
    for (const candidate of candidates) if (await isThere(candidate)) return candidate;
    return undefined;
  };
  const share = [join(root, 'share/postgresql'), join(root, 'share'), `/usr/share/postgresql/${major}`];
  const library = [join(root, 'lib/postgresql'), join(root, 'lib')];
  return {
    share: (await told('--sharedir')) ?? (await first(share)),
    library: (await told('--pkglibdir')) ?? (await first(library)),
  };
}

/** The library's name, with its version, is among what the program is linked with. */
async function icuOf(postgres: string): Promise<string> {
  const text = (await readFile(postgres)).toString('latin1');
  return /libicui18n(?:\.so)?\.(\d+)/.exec(text)?.[1] ?? 'none';
}

async function namesIn(directory: string | undefined, suffix: string): Promise<ReadonlySet<string>> {
  const names = directory === undefined ? [] : await readdir(directory).catch(() => []);
  return new Set(names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length)));
}

async function isThere(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** What a program printed, if it ended well. */
async function output(program: string, options: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  try {
    const { stdout } = await promisify(execFile)(program, [...options], { signal, env: { LC_ALL: 'C' } });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
