import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf, type ClusterRig } from '@postgres-ha/testkit';

/** The address of the rig's node, as pods reach what listens there. */
export const NODE_ADDRESS = '10.244.0.1';

/** Starts a program beside the rig's own, in the rig's network; disposing of it ends it. */
export async function startBeside(
  rig: ClusterRig,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable> {
  const [program = '', ...args] = await inNetwork(rig, command);
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs a program in the rig's network to its end. */
export async function runBeside(
  rig: ClusterRig,
  command: readonly string[],
  options: Parameters<typeof outputOf>[2] = {},
): Promise<string> {
  const [program = '', ...args] = await inNetwork(rig, command);
  return outputOf(program, args, options);
}

async function inNetwork({ state }: ClusterRig, command: readonly string[]): Promise<readonly string[]> {
  const name = (await readFile(join(state, 'netns'), 'utf8')).trim();
  return ['nsenter', `--net=/run/netns/${name}`, ...command];
}
