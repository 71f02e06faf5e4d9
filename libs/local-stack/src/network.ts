import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NetworkPlace } from './network-place.ts';

/** Nodes that reach each other, and this machine, through a router that can be told not to let something pass. Linux, and root. */
export interface Network extends AsyncDisposable {
  readonly node: (name: string) => NetworkPlace;
  /** From now on nothing passes from one to the other, and nobody is told. `here` is the machine itself. Each call adds a direction. */
  readonly cut: (from: string, to: string) => Promise<void>;
  /** Nothing passes between a node and anything else, in both directions. */
  readonly isolate: (name: string) => Promise<void>;
  /** Everything passes again. */
  readonly heal: () => Promise<void>;
}

/** Whether this process may make networks. */
export function canMakeNetworks(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

const PREFIX = 'pgha';
const GUARD = fileURLToPath(new URL('sh/network-guard.sh', import.meta.url));
const run = promisify(execFile);
const ip = async (...args: readonly string[]): Promise<void> => {
  await run('ip', args);
};
let made = 0;

interface Leg {
  readonly name: string;
  /** Its end at the router. */
  readonly link: string;
  readonly address: string;
}

/**
 * Makes a network of its own of namespaces. A guard, a shell that waits for the end of a pipe, takes it away when this process ends in whatever way.
 * @throws when this is not root, or `ip` of iproute2 is not there
 */
export async function openNetwork({ nodes }: { readonly nodes: readonly string[] }): Promise<Network> {
  if (!canMakeNetworks()) throw new Error('networks of namespaces need root on Linux; use a fault proxy without it');
  await removeAbandonedNetworks();
  const id = `${PREFIX}${process.pid.toString(36)}${(made++).toString(36)}`;
  const guard = spawn('sh', [GUARD, id], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  await once(guard, 'spawn');
  guard.stdin.on('error', () => undefined);
  guard.unref();
  const close = async (): Promise<void> => {
    if (guard.exitCode !== null || guard.signalCode !== null) return;
    const ended = once(guard, 'exit');
    guard.ref();
    guard.stdin.end();
    await ended;
  };
  await using resources = new AsyncDisposableStack();
  resources.defer(close);

  const router = `${id}-router`;
  await ip('netns', 'add', router);
  await run('ip', ['netns', 'exec', router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  const subnet = await connectHere(id, router);
  const legs = new Map<string, Leg>([['here', { name: 'here', link: 'here', address: `${subnet}.2` }]]);
  for (const [index, name] of nodes.entries()) legs.set(name, await addNode({ id, name, router, subnet, index }));

  const rules: (readonly string[])[] = [];
  const leg = (name: string): Leg => {
    const found = legs.get(name);
    if (found === undefined)
      throw new Error(`${name}: found no such node, expected one of ${[...legs.keys()].join(', ')}`);
    return found;
  };
  const block = async (rule: readonly string[]): Promise<void> => {
    rules.push(rule);
    await ip('-n', router, 'rule', 'add', ...rule, 'blackhole');
  };
  const owned = resources.move();
  return {
    node: (name) => ({ address: leg(name).address, namespaceFile: `/var/run/netns/${id}-${name}` }),
    cut: (from, to) => block(['iif', leg(from).link, 'to', leg(to).address]),
    isolate: async (name) => {
      await block(['iif', leg(name).link]);
      await block(['to', leg(name).address]);
    },
    heal: async () => {
      for (const rule of rules.splice(0)) await ip('-n', router, 'rule', 'del', ...rule, 'blackhole');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A leg of the router to this machine, with a subnet for tests of networks that nobody else has here. @see RFC 2544, 198.18.0.0/15 */
async function connectHere(id: string, router: string): Promise<string> {
  const link = `${id}h`;
  await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'here', 'netns', router);
  await ip('link', 'set', link, 'up');
  for (let third = process.pid % 256, tries = 0; ; third = (third + 1) % 256, tries++) {
    const subnet = `198.18.${third}`;
    try {
      await ip('route', 'add', `${subnet}.0/24`, 'dev', link, 'scope', 'link');
    } catch (error) {
      if (tries === 255) throw error;
      continue;
    }
    await ip('address', 'add', `${subnet}.2/30`, 'dev', link);
    await ip('route', 'replace', `${subnet}.0/24`, 'via', `${subnet}.1`, 'dev', link);
    await ip('-n', router, 'address', 'add', `${subnet}.1/30`, 'dev', 'here');
    await ip('-n', router, 'link', 'set', 'here', 'up');
    return subnet;
  }
}

async function addNode({
  id,
  name,
  router,
  subnet,
  index,
}: {
  readonly id: string;
  readonly name: string;
  readonly router: string;
  readonly subnet: string;
  readonly index: number;
}): Promise<Leg> {
  const space = `${id}-${name}`;
  const [gateway, address] = [5 + 4 * index, 6 + 4 * index].map((last) => `${subnet}.${last}`) as [string, string];
  const link = `node${index}`;
  await ip('netns', 'add', space);
  await ip('-n', router, 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
  await ip('-n', router, 'address', 'add', `${gateway}/30`, 'dev', link);
  await ip('-n', router, 'link', 'set', link, 'up');
  await ip('-n', space, 'link', 'set', 'lo', 'up');
  await ip('-n', space, 'address', 'add', `${address}/30`, 'dev', 'eth0');
  await ip('-n', space, 'link', 'set', 'eth0', 'up');
  await ip('-n', space, 'route', 'add', 'default', 'via', gateway);
  return { name, link, address };
}

/** Takes away what processes left that ended together with their guard. */
async function removeAbandonedNetworks(): Promise<void> {
  const names = await readdir('/var/run/netns').catch(() => [] as string[]);
  for (const name of names) {
    const [, id, owner] = /^((?:pgha)([0-9a-z]+)[0-9a-z])-router$/.exec(name) ?? [];
    if (id === undefined || owner === undefined || runs(Number.parseInt(owner, 36))) continue;
    const guard = spawn('sh', [GUARD, id], { cwd: '/', stdio: 'ignore' });
    await once(guard, 'exit');
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
