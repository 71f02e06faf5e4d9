import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { needPart } from './missing-part.ts';
import { rigPart } from './rig-home.ts';
import { removeAbandonedRigs } from './rig.ts';
import { runCommand } from './run-command.ts';

const need = needPart(rigPart('api'));
const PATIENCE = { timeoutMs: 300_000 };

/** Starts a rig, says where it is, and never ends. */
const HOLDER = `
  import { startRig } from ${JSON.stringify(join(import.meta.dirname, 'rig.ts'))};
  const { state, port } = await startRig({ kind: 'api', name: 'to be abandoned' });
  process.stdout.write(JSON.stringify({ state, port }));
  setInterval(() => undefined, 1_000);
`;

describe.skipIf(need.absent)(`a rig${need.note}`, () => {
  test('whose process was killed is stopped and removed by the next one that looks', async () => {
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', HOLDER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // a rig has its own limits for coming up
    const ended = once(holder, 'exit');
    const [line] = (await Promise.race([once(holder.stdout, 'data'), ended])) as readonly unknown[];
    if (!Buffer.isBuffer(line)) throw new Error('the rig did not come up');
    const { state, port } = JSON.parse(line.toString()) as { readonly state: string; readonly port: number };
    // before it is abandoned: then another lane may be the next that looks
    expect(await serversOf(port)).toEqual(['cnpg-manager', 'etcd', 'kube-apiserver']);
    holder.kill('SIGKILL');
    await ended;

    await removeAbandonedRigs();
    await eventually('its state to be removed', () => Promise.resolve(existsSync(state) ? undefined : true), PATIENCE);
    await eventually(
      'its servers to end',
      async () => ((await serversOf(port)).length === 0 ? true : undefined),
      PATIENCE,
    );
  });
});

/** The programs that were told to use one of the rig's first ports. */
async function serversOf(port: number): Promise<readonly string[]> {
  const { stdout } = await runCommand('ps', ['-eo', 'args', '--no-headers']);
  const ports = [port, port + 1, port + 2, port + 3].map(String);
  const servers = stdout
    .split('\n')
    .filter((args) => !args.includes('ps -eo') && ports.some((each) => args.includes(each)));
  return servers.map((args) => args.split(' ')[0]?.split('/').at(-1) ?? args).toSorted();
}
