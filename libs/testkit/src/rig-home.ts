import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Part } from './missing-part.ts';

export type RigKind = 'api' | 'cluster';

/** Where the rig's scripts, binaries and images lie on this machine. */
export interface RigHome {
  readonly scripts: string;
  readonly binaries: string;
  readonly images: string;
  readonly path: string;
}

const ROOT_OF_THE_REPOSITORY = resolve(import.meta.dirname, '../../..');
const BINARIES: Readonly<Record<RigKind, readonly string[]>> = {
  api: ['etcd', 'kube-apiserver', 'kubectl', 'cnpg-manager'],
  cluster: [
    'kube-controller-manager',
    'kube-scheduler',
    'kubelet',
    'kube-proxy',
    'coredns',
    'barman-plugin',
    'versitygw',
  ],
};
const COMMANDS: Readonly<Record<RigKind, readonly string[]>> = {
  api: ['bash', 'openssl', 'python3'],
  cluster: ['containerd', 'ctr', 'runc', 'nft', 'ip', 'nsenter', 'socat'],
};

/** `POSTGRES_HA_RIG` is the directory of the rig's scripts; a relative one is taken from the repository's root. */
export function rigHome(env: Readonly<Record<string, string | undefined>> = process.env): RigHome {
  const cache = join(homedir(), '.cache/postgres-ha-rig');
  return {
    scripts: resolve(ROOT_OF_THE_REPOSITORY, env['POSTGRES_HA_RIG'] ?? '../shared/rig'),
    binaries: env['RIG_BIN'] ?? join(cache, 'bin'),
    images: env['RIG_IMAGES'] ?? join(cache, 'images'),
    path: env['PATH'] ?? '',
  };
}

/** The rig's kubectl, or else the one on PATH. */
export function kubectlBinary({ binaries }: RigHome = rigHome()): string {
  const own = join(binaries, 'kubectl');
  return usable(own) ? own : 'kubectl';
}

/** The S3 server of the rig by itself: a program, on a directory that holds the objects as plain files. */
export function objectServerPart({ binaries }: RigHome = rigHome()): Part & { readonly program: string } {
  const program = join(binaries, 'versitygw');
  const name = 'the S3 server of the rig (versitygw)';
  return usable(program)
    ? { name, program }
    : { name, program, missing: `no ${program}; build-parts of the rig builds it` };
}

/** The rig as a part that tests need: what of it is missing on this machine, if anything. */
export function rigPart(kind: RigKind, home: RigHome = rigHome()): Part {
  return { name: `the rig (up ${kind})`, ...firstMissing(kind, home) };
}

function firstMissing(kind: RigKind, home: RigHome): { readonly missing?: string } {
  if (!usable(join(home.scripts, 'up'))) {
    return { missing: `no script ${join(home.scripts, 'up')}; POSTGRES_HA_RIG names its directory` };
  }
  const kinds: readonly RigKind[] = kind === 'api' ? ['api'] : ['api', 'cluster'];
  const binary = kinds.flatMap((each) => BINARIES[each]).find((name) => !usable(join(home.binaries, name)));
  if (binary !== undefined) return { missing: `${binary} is not built; run ${join(home.scripts, 'build-parts')}` };
  const onPath = (name: string): boolean =>
    home.path.split(delimiter).some((directory) => usable(join(directory, name)));
  const command = kinds.flatMap((each) => COMMANDS[each]).find((name) => !onPath(name));
  if (command !== undefined) return { missing: `the command ${command} is not installed` };
  if (kind === 'api') return {};
  if (process.getuid?.() !== 0) return { missing: 'a node needs root' };
  return readable(join(home.images, 'images.tar'))
    ? {}
    : { missing: `no images; run ${join(home.scripts, 'make-images')}` };
}

function usable(path: string): boolean {
  return accessible(path, constants.X_OK);
}

function readable(path: string): boolean {
  return accessible(path, constants.R_OK);
}

function accessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
