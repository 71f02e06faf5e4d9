import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ROOT, type ClusterRig } from '@postgres-ha/testkit';

/** Where the checkout lies in the image. */
const HOME = '/app';

/** How an app is started in a container of the image. */
export function commandOf(app: string): readonly string[] {
  return [`${HOME}/node`, `${HOME}/apps/${app}/src/main.ts`];
}

/**
 * Makes an image of apps of this checkout: their sources, the packages that they need, Node, on the root of the rig's PostgreSQL
 * image. As docs/examples say it: "the image holds this repository with its packages and Node".
 */
export async function loadAppImage(rig: ClusterRig, reference: string, apps: readonly string[]): Promise<void> {
  await using folder = await temporaryFolder();
  const home = join(folder.path, HOME);
  await mkdir(join(home, 'node_modules'), { recursive: true });
  await cp(await realpath(process.execPath), join(home, 'node'));
  await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
  const copied = new Set<string>();
  for (const app of apps) await copyPackage(join('apps', app), { home, copied });
  await rig.script('load-image', [reference, '--from', folder.path]);
}

interface Copying {
  readonly home: string;
  /** Packages by their place in the checkout. */
  readonly copied: Set<string>;
}

/** @param place of a package in the checkout: `apps/x`, `node_modules/y`, `node_modules/y/node_modules/z` */
async function copyPackage(place: string, { home, copied }: Copying): Promise<void> {
  if (copied.has(place)) return;
  copied.add(place);
  await cp(join(ROOT, place), join(home, place), {
    recursive: true,
    filter: (source) => isNeeded(relative(join(ROOT, place), source)),
  });
  const { dependencies = {} } = JSON.parse(await readFile(join(ROOT, place, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(dependencies)) {
    const found = await placeOf(name, place);
    const real = relative(ROOT, await realpath(join(ROOT, found)));
    await copyPackage(real, { home, copied });
    if (real !== found) await link(found, real, home);
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Where Node finds a package for another one: in the nearest node_modules above it. */
async function placeOf(name: string, dependent: string): Promise<string> {
  for (let above = dependent; ; above = dirname(above)) {
    const place = join(above, 'node_modules', name);
    const there = await readFile(join(ROOT, place, 'package.json')).then(
      () => true,
      () => false,
    );
    if (there) return place;
    if (above === '.') throw new Error(`${dependent} needs ${name}, which is not installed`);
  }
}

/** Packages of the workspace are linked, not copied: what lies below node_modules is not taken for TypeScript. */
async function link(from: string, to: string, home: string): Promise<void> {
  await mkdir(dirname(join(home, from)), { recursive: true });
  await symlink(relative(dirname(from), to), join(home, from)).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/** Packages that are nested in one are copied when somebody needs them; what was built of it is not part of it. */
function isNeeded(below: string): boolean {
  return !below.split('/').some((name) => name === 'node_modules' || name === 'out-tsc');
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'postgres-ha-image-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
